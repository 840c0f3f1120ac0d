/**
 * An error in the user's app. Its text is all there is to say: the frames below `synth()` are this library's, so Node prints none of them.
 */
export class AppError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'AppError';
    this.stack = message;
  }
}

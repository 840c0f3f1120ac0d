/** Old revisions that are kept. Git holds the history; each one kept is an image that scanners still report. */
export const DEFAULT_REVISION_HISTORY = 3;

// Counts what a judge finds: a check without problems has passed. Says what failed, and in the end how much of each.
class Tally {
  constructor(judge) {
    this.judge = judge;
    this.passed = 0;
    this.failed = 0;
  }

  check(name, problems) {
    if (problems.length === 0) {
      this.passed++;
      return;
    }
    this.failed++;
    console.log(`FAILED ${name}: ${problems.slice(0, 3).join('; ')}${problems.length > 3 ? `; and ${problems.length - 3} more` : ''}`);
  }

  /** A judge that checked nothing has failed too. */
  close() {
    console.log(`${this.judge}: ${this.passed} passed, ${this.failed} failed`);
    process.exitCode = this.failed > 0 || this.passed === 0 ? 1 : 0;
  }
}

module.exports = { Tally };

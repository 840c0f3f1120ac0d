// The library from src/ into lib/.
process.exit(require('./steps').compile() ? 0 : 1);

// Entry of cli/ for whoever runs the program inside another one.
export { asksGitHub } from './asks-github.ts';
export { runCli, type CliSurroundings } from './run-cli.ts';

// Entry of cli/ for whoever runs the program inside another one.
export { runCli, type CliSurroundings } from './run-cli.ts';

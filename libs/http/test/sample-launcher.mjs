// Forks sample-main.mjs as the launcher of the product does, and tells the test the pid and what the app prints.
import { fork } from 'node:child_process';

const [, , main, library] = process.argv;
const child = fork(main, [library], { silent: true });
process.stdout.write(`pid ${child.pid}\n`);
child.stdout.pipe(process.stdout);

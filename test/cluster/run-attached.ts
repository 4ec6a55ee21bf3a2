import {spawn} from 'node:child_process';

// Runs a program until standard input ends, as it does when the parent is gone,
// killed or not. Programs of others know no such flag.

const [program, ...parameters] = process.argv.slice(2);
const child = spawn(program!, parameters, {stdio: ['ignore', 'inherit', 'inherit']});

child.on('error', error => {
	process.stderr.write(`${error.message}\n`);
	process.exit(1);
});
child.on('exit', (code, signal) => {
	if (signal) process.stderr.write(`It ended with ${signal}.\n`);
	process.exit(code ?? 1);
});

/** Gives it five seconds to end orderly. */
function end(): void {
	child.kill('SIGTERM');
	setTimeout(() => child.kill('SIGKILL'), 5000);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
process.stdin.on('end', end).resume();

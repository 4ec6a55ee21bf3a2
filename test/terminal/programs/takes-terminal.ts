// A program that takes the terminal over and then ends in the way it is told: what the session is tried with.
import {openSession} from '../../../source/terminal/session.ts';

const [way] = process.argv.slice(2);
const session = openSession({
	stdin: process.stdin,
	fd: 1,
	onEnter: () => process.stdout.write('[painted]'),
});
// Keeps running, as a dashboard does, until something ends it.
const running = setInterval(() => {}, 1000);

if (way === 'end') {
	session.end();
	session.end();
	clearInterval(running);
	process.stdin.unref();
	const heard = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGTSTP', 'SIGCONT', 'uncaughtException'];
	process.stdout.write(`[listeners ${heard.reduce((sum, event) => sum + process.listenerCount(event), 0)}]`);
}
if (way === 'exit') process.exit(3);
if (way === 'throw') {
	setTimeout(() => {
		throw new Error('a fault on purpose');
	}, 1);
}
if (way === 'reject') void Promise.reject(new Error('a promise on purpose'));
if (way === 'print') {
	console.error('said while the screen was ours');
	process.emitWarning('warned while the screen was ours');
	setTimeout(() => process.exit(0), 20);
}
if (way === 'suspend') session.suspend();
process.stdout.write(`[ready ${process.pid}]`);

// A program that draws a new large frame every few milliseconds on a real terminal, and says in the first row what it saw.
import {takeTerminal} from '../../../source/terminal/take-terminal.ts';

const terminal = takeTerminal({stdin: process.stdin, stdout: process.stdout});
let [ticks, typed, slowestMs, last] = [0, '', 0, performance.now()];

terminal.inkOptions.stdin.on('data', text => {
	typed += String(text);
	if (typed.includes('q')) {
		clearInterval(ticking);
		void terminal.close().then(() => {
			const {dropped} = terminal.paint.sent;
			console.log(
				`[dropped ${dropped > 0}] [typed ${JSON.stringify(typed)}] [slowest ${Math.round(slowestMs)} ms]`,
			);
			process.exit(0);
		});
	}
});

const ticking = setInterval(() => {
	ticks++;
	const now = performance.now();
	slowestMs = Math.max(slowestMs, now - last);
	last = now;
	const body = Array.from({length: 22}, (_, r) =>
		String.fromCharCode(97 + ((ticks * (r + 1)) % 26)).repeat(79),
	);
	terminal.paint.write([`tick ${ticks}, typed ${typed}`, ...body].join('\n'));
}, 4);
console.log('[ready]');

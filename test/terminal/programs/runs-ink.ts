// A small ink program on a terminal taken over: shows its size and the keys pressed; `q` leaves, `s` suspends, `l` lends the terminal, `x` breaks.
import {execFileSync} from 'node:child_process';
import {render, Text, useInput, useWindowSize} from 'ink';
import {createElement, useState} from 'react';
import {takeTerminal} from '../../../source/terminal/take-terminal.ts';

const terminal = takeTerminal({stdin: process.stdin, stdout: process.stdout});
const {promise: left, resolve: leave} = Promise.withResolvers<void>();

function Program() {
	const [pressed, setPressed] = useState('');
	const {columns, rows} = useWindowSize();
	useInput((input, key) => {
		if (input === 'q') leave();
		else if (input === 's') terminal.session.suspend();
		else if (input === 'l')
			void terminal.session.lend(async () =>
				execFileSync('sh', ['-c', 'echo "[lent $(stty -a)]"; read line; echo "[read $line]"'], {
					stdio: 'inherit',
				}),
			);
		else setPressed(pressed + (key.return ? '<enter>' : input));
	});
	if (pressed.includes('x')) throw new Error('broken on purpose');
	return createElement(Text, null, `size ${columns}x${rows}, pressed ${pressed}, pid ${process.pid}.`);
}

const ink = render(createElement(Program), terminal.inkOptions);
await Promise.race([left, ink.waitUntilExit()]);
ink.unmount();
await terminal.close();
console.log('[left]');

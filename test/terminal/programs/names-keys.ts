// Takes the terminal over as the dashboard does, and prints the name of every key that is pressed; ctrl-c leaves.
import {render, Text, useInput} from 'ink';
import {createElement, useState} from 'react';
import {keyNames} from '../../../source/commands/key-names.ts';
import {takeTerminal} from '../../../source/terminal/take-terminal.ts';

const terminal = takeTerminal({stdin: process.stdin, stdout: process.stdout});
const {promise: left, resolve: leave} = Promise.withResolvers<void>();

function Program() {
	const [pressed, setPressed] = useState({count: 0, keys: ''});
	useInput((input, key) => {
		const names = keyNames(input, key);
		setPressed(({count}) => ({count: count + 1, keys: names.join(' ')}));
		if (names.includes('ctrl-c')) setTimeout(leave, 50);
	});
	return createElement(Text, null, `[${pressed.count}: ${pressed.keys}]`);
}

const ink = render(createElement(Program), terminal.inkOptions);
await Promise.race([left, ink.waitUntilExit()]);
ink.unmount();
await terminal.close();

import {writeFileSync} from 'node:fs';
import {setTimeout as pause} from 'node:timers/promises';
import {buildProgram, openTerminal} from './test/kit/pseudo-terminal.ts';
import {privateHome} from './test/kit/shell.ts';
import {toSvg} from './test/kit/svg.ts';

/** The README's picture: the program itself on its demo cluster, driven by keys, as a terminal shows it. */
const home = privateHome();
const program = await buildProgram();
const terminal = openTerminal([program.path, 'demo', '--view', 'splits'], {
	env: home.env,
	columns: 100,
	rows: 26,
});
try {
	await terminal.pick('checkout  ');
	terminal.press('\r');
	await terminal.waitFor('Share of traffic');
	for (let shift = 0; shift < 3; shift += 1) {
		await pause(6000);
		terminal.press('>');
		await terminal.waitFor('draft');
		terminal.press('\r');
		await terminal.confirm();
		await terminal.waitFor('Settled');
		terminal.press('\x1b');
		await terminal.waitFor(screen => !screen.includes('Settled'));
	}
	await pause(5000);
	terminal.press('>');
	await pause(300);
	terminal.press('>');
	await terminal.waitFor('draft');
	writeFileSync(
		new URL('picture.svg', import.meta.url),
		toSvg(terminal.emulator, 'sluice shifting traffic between two versions'),
	);
} finally {
	terminal.close();
	program.remove();
	home.remove();
}

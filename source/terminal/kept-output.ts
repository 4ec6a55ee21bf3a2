import {Console} from 'node:console';
import {Writable} from 'node:stream';

/**
 * What libraries print while the screen is ours would tear it: it is kept, and
 * printed on standard error once the terminal is given back.
 */
export function keepOutput(): {hold(): void; release(): void; end(): void} {
	const native = globalThis.console;
	const warners = process.listeners('warning');
	let text = '';
	const keep = (more: string): void => {
		// Only the latest is of use, and a chatty library must not fill the memory.
		text = (text + more).slice(-65_536);
	};
	const sink = new Writable({
		write(chunk, _encoding, done) {
			keep(String(chunk));
			done();
		},
	});
	const keepWarning = (warning: Error): void => keep(`${warning.name}: ${warning.message}\n`);
	const quiet = new Console(sink, sink);
	const release = (): void => {
		globalThis.console = native;
		process.off('warning', keepWarning);
		for (const warner of warners)
			if (!process.listeners('warning').includes(warner)) process.on('warning', warner);
		if (text !== '') process.stderr.write(text);
		text = '';
	};
	return {
		hold() {
			globalThis.console = quiet;
			for (const warner of warners) process.off('warning', warner);
			process.on('warning', keepWarning);
		},
		release,
		end: release,
	};
}

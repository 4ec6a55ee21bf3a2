import {existsSync, mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {until} from './until.ts';

/** What a program holds once its garbage is collected: the one figure that only a leak makes grow. */
export function watchHeap() {
	const folder = mkdtempSync(join(tmpdir(), 'sluice-heap-'));
	const file = join(folder, 'heap');
	const probe = join(import.meta.dirname, 'heap-probe.cjs');
	return {
		env: {NODE_OPTIONS: `--require=${probe}`, SLUICE_HEAP_FILE: file},
		/** In megabytes. */
		async read(pid: number): Promise<number> {
			rmSync(file, {force: true});
			process.kill(pid, 'SIGUSR2');
			await until(
				() => existsSync(file) && readFileSync(file, 'utf8').endsWith('\n'),
				20_000,
				() => 'The program does not say what it holds.',
			);
			return Number(readFileSync(file, 'utf8')) / 1024 / 1024;
		},
		remove: () => rmSync(folder, {recursive: true, force: true}),
	};
}

import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {dirname} from 'node:path';
import {fileURLToPath} from 'node:url';
import {expect} from 'vitest';
import type {Screen} from './screen.ts';

/** Compares the screen, text and styles, with `test/goldens/<name>.txt`. UPDATE_GOLDENS=1 writes it instead. */
export async function expectGolden(name: string, screen: Screen): Promise<void> {
	const shown = await screen.readStyled();
	const file = fileURLToPath(new URL(`../goldens/${name}.txt`, import.meta.url));
	if (process.env.UPDATE_GOLDENS === '1') {
		mkdirSync(dirname(file), {recursive: true});
		writeFileSync(file, shown);
		return;
	}
	const golden = existsSync(file) ? readFileSync(file, 'utf8') : '(no golden yet: run with UPDATE_GOLDENS=1)';
	expect(shown, `golden ${name}`).toBe(golden);
}

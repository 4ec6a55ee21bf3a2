import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {dirname} from 'node:path';
import {fileURLToPath} from 'node:url';
import {expect} from 'vitest';
import type {Screen} from './screen.ts';
import {toSvg} from './svg.ts';

/** Compares the screen, text and styles, with `test/goldens/<name>.txt`. UPDATE_GOLDENS=1 writes it instead. */
export async function expectGolden(name: string, screen: Screen): Promise<void> {
	expectFile(`test/goldens/${name}.txt`, await screen.readStyled());
}

/** The same for a picture of the screen, by its path in the project: a picture in the README is one that was checked. */
export async function expectPicture(path: string, screen: Screen): Promise<void> {
	await screen.settled();
	expectFile(path, toSvg(screen.emulator));
}

function expectFile(path: string, shown: string): void {
	const file = fileURLToPath(new URL(`../../${path}`, import.meta.url));
	if (process.env.UPDATE_GOLDENS === '1') {
		mkdirSync(dirname(file), {recursive: true});
		writeFileSync(file, shown);
		return;
	}
	const golden = existsSync(file) ? readFileSync(file, 'utf8') : '(nothing yet: run with UPDATE_GOLDENS=1)';
	expect(shown, path).toBe(golden);
}

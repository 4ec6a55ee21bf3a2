import {randomBytes} from 'node:crypto';
import {
	closeSync,
	fstatSync,
	fsyncSync,
	openSync,
	readdirSync,
	readFileSync,
	readSync,
	realpathSync,
	renameSync,
	statSync,
	unlinkSync,
	writeFileSync,
} from 'node:fs';
import {basename, dirname, join} from 'node:path';
import {appendLines} from './append-line.ts';

// A journal is one file that is added to, and older parts beside it. No lock
// holds writers off, since one that a crash left behind would hold off
// everybody: the file is renamed whole, so nothing in it can be lost, and what
// several programs do at once at worst leaves a line twice.

/** Bounds of a journal: when a new part begins, and how many there may be before they are joined. */
export type Bounds = {readonly partBytes: number; readonly mostParts: number};

export const usualBounds: Bounds = {partBytes: 512 * 1024, mostParts: 3};

/** The text of all parts, oldest first, then of the file itself, of one moment. */
export function readParts(path: string): readonly string[] {
	for (let tries = 0; ; tries += 1) {
		// Opened before the parts are listed: renamed meanwhile, it is among them, too, and missing in no case.
		const file = openIfThere(path);
		try {
			const parts = partsOf(path).map(part => readFileSync(part, 'utf8'));
			return file === undefined ? parts : [...parts, readFileSync(file, 'utf8')];
		} catch (error) {
			// Parts were joined meanwhile, and the one they became has all of it.
			if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || tries === 50) throw error;
		} finally {
			if (file !== undefined) closeSync(file);
		}
	}
}

/** Begins a new file where this one has grown too large, and joins older parts, leaving out lines nobody needs. */
export function tidy(path: string, bounds: Bounds, isNeeded: (line: string) => boolean): void {
	const file = realpathSync(path);
	if (statSync(file).size >= bounds.partBytes) renameSync(file, partName(file, nextNumber(file)));
	// The newest part may still be written to by whoever opened it before it was renamed.
	const parts = partsOf(file).slice(0, -1);
	if (parts.length >= bounds.mostParts) joinParts(file, parts, isNeeded);
}

/** Paths of the older parts, oldest first. */
function partsOf(path: string): readonly string[] {
	const file = realIfThere(path);
	const folder = dirname(file);
	const stem = stemOf(file);
	return readdirSync(folder)
		.filter(name => numberOf(name, stem) !== undefined)
		.sort()
		.map(name => join(folder, name));
}

/** What was written to a part after it was read here is moved on once nobody can add to it any more. */
function joinParts(file: string, parts: readonly string[], isNeeded: (line: string) => boolean): void {
	const opened = parts.map(part => openSync(part, 'r'));
	try {
		const texts = opened.map(part => readFileSync(part));
		// Programs that join at the same time leave each line twice; the next one makes it one again.
		const needed = new Set(texts.flatMap(text => linesIn(text).filter(isNeeded)));
		if (needed.size > 0) publish(file, parts.at(-1)!, [...needed]);
		for (const [index, part] of parts.entries()) {
			unlinkSync(part);
			const late = linesIn(readFrom(opened[index]!, texts[index]!.length));
			if (late.length > 0) appendLines(file, late.join('\n'));
		}
	} finally {
		for (const part of opened) closeSync(part);
	}
}

/** The joined part appears whole, under the number of the newest it was made of. */
function publish(file: string, newest: string, lines: readonly string[]): void {
	const unready = join(dirname(file), `${stemOf(file)}.${randomBytes(4).toString('hex')}.unready`);
	try {
		writeFileSync(unready, `${lines.join('\n')}\n`, {mode: 0o600, flag: 'wx', flush: true});
		renameSync(unready, partName(file, numberOf(basename(newest), stemOf(file))!));
		flushFolder(dirname(file));
	} catch (error) {
		removeIfThere(unready);
		throw error;
	}
}

/** Else a power cut could keep the removal of the old parts and lose the appearance of the new one. */
function flushFolder(folder: string): void {
	const opened = openSync(folder, 'r');
	try {
		fsyncSync(opened);
	} finally {
		closeSync(opened);
	}
}

function partName(file: string, number: number): string {
	const random = randomBytes(4).toString('hex');
	return join(dirname(file), `${stemOf(file)}.${String(number).padStart(8, '0')}-${random}.jsonl`);
}

function nextNumber(file: string): number {
	const numbers = partsOf(file).map(part => numberOf(basename(part), stemOf(file))!);
	return Math.max(0, ...numbers) + 1;
}

function numberOf(name: string, stem: string): number | undefined {
	if (!name.startsWith(`${stem}.`)) return undefined;
	const match = /^(\d{8})-[0-9a-f]{8}\.jsonl$/.exec(name.slice(stem.length + 1));
	return match ? Number(match[1]) : undefined;
}

function stemOf(file: string): string {
	return basename(file, '.jsonl');
}

function linesIn(text: Buffer): string[] {
	return text
		.toString('utf8')
		.split('\n')
		.filter(line => line !== '');
}

function readFrom(file: number, start: number): Buffer {
	const rest = Buffer.alloc(Math.max(0, fstatSync(file).size - start));
	readSync(file, rest, 0, rest.length, start);
	return rest;
}

function openIfThere(path: string): number | undefined {
	try {
		return openSync(path, 'r');
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
		throw error;
	}
}

function realIfThere(path: string): string {
	try {
		return realpathSync(path);
	} catch {
		return path;
	}
}

function removeIfThere(path: string): void {
	try {
		unlinkSync(path);
	} catch {
		// It was never there, or nothing can be done about it.
	}
}

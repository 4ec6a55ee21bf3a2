import {mkdir, readFile, rm, writeFile} from 'node:fs/promises';
import {dirname} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';

/** Does the work while no other process holds the lock, which is a file's name. */
export async function inTurn<Result>(lock: string, work: () => Promise<Result>): Promise<Result> {
	await mkdir(dirname(lock), {recursive: true});
	while (!(await isTaken(lock))) await sleep(200);
	try {
		return await work();
	} finally {
		await rm(lock, {force: true});
	}
}

/** Takes the lock, if nobody who is alive holds it. */
async function isTaken(lock: string): Promise<boolean> {
	try {
		await writeFile(lock, String(process.pid), {flag: 'wx'});
		return true;
	} catch {
		const holder = Number(await readFile(lock, 'utf8').catch(() => ''));
		// No number: it was let go of just now, or is being written.
		if (holder > 0 && !isAlive(holder)) await rm(lock, {force: true});
		return false;
	}
}

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}

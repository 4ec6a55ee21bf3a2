import {readdir, readFile, readlink} from 'node:fs/promises';

// What pods that run as processes leave on this machine while they are there.

async function processes(): Promise<string[]> {
	return (await readdir('/proc')).filter(name => /^\d+$/.test(name));
}

/** The process whose command line has the text, if there is one; not counting ourselves. */
export async function findProcess(text: string): Promise<string | undefined> {
	for (const pid of await processes()) {
		const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
		if (line.includes(text) && Number(pid) !== process.pid) return pid;
	}
	return undefined;
}

/** The name of the network namespace that the process is in. */
export function networkOf(pid: string): Promise<string> {
	return readlink(`/proc/${pid}/ns/net`);
}

/** Whether some process is in the namespace, or keeps it open. */
export async function holdsNamespace(network: string): Promise<boolean> {
	for (const pid of await processes()) {
		const files = await readdir(`/proc/${pid}/fd`).catch(() => []);
		const paths = [`/proc/${pid}/ns/net`, ...files.map(file => `/proc/${pid}/fd/${file}`)];
		const names = await Promise.all(paths.map(path => readlink(path).catch(() => '')));
		if (names.includes(network)) return true;
	}
	return false;
}

/** Whether some process has a mount whose path has the text. */
export async function isMounted(text: string): Promise<boolean> {
	for (const pid of await processes()) {
		const mounts = await readFile(`/proc/${pid}/mountinfo`, 'utf8').catch(() => '');
		if (mounts.includes(text)) return true;
	}
	return false;
}

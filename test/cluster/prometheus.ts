import {execFile} from 'node:child_process';
import {existsSync} from 'node:fs';
import {mkdir, mkdtemp, readdir, rename, rm, writeFile} from 'node:fs/promises';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {type Attached, freePort, startAttached} from './attached.ts';

const run = promisify(execFile);
const kept = join(import.meta.dirname, 'build', 'prometheus-package');

/** What an exporter of a test shows: a text of counters, or nothing while it is not there. */
export interface Exporter {
	readonly address: string;
	/** Lines of the text format; undefined while it refuses to answer. */
	shows(text: string | undefined): void;
	stop(): Promise<void>;
}

export interface Prometheus extends Attached {
	readonly url: string;
}

/**
 * Where a real Prometheus is: the one that is named or installed, else that of
 * Debian's package, which is unpacked beside the other builds and not installed.
 * Building its module would compile every cloud it can discover.
 */
export async function findPrometheus(): Promise<string> {
	const named = process.env.SLUICE_TEST_PROMETHEUS;
	if (named) return named;
	const installed = (process.env.PATH ?? '').split(':').map(folder => join(folder, 'prometheus'));
	const unpacked = join(kept, 'usr/bin/prometheus');
	const found = [...installed, unpacked].find(existsSync);
	if (found) return found;
	await unpack();
	return unpacked;
}

async function unpack(): Promise<void> {
	const folder = await mkdtemp(join(tmpdir(), 'sluice-prometheus-'));
	try {
		await download(folder);
		const [archive] = (await readdir(folder)).filter(name => name.endsWith('.deb'));
		await run('dpkg', ['-x', archive!, 'unpacked'], {cwd: folder});
		await mkdir(join(kept, '..'), {recursive: true});
		await rm(kept, {recursive: true, force: true});
		await rename(join(folder, 'unpacked'), kept).catch(async () => {
			await run('cp', ['-r', join(folder, 'unpacked'), kept]);
		});
	} catch (error) {
		throw new Error(
			`Prometheus is missing, and Debian's package of it cannot be had: ${(error as Error).message} Install prometheus, or name one in SLUICE_TEST_PROMETHEUS.`,
		);
	} finally {
		await rm(folder, {recursive: true, force: true});
	}
}

/** A list of packages from an older image names files that are gone from the archive. */
async function download(folder: string): Promise<void> {
	const once = () => run('apt-get', ['download', 'prometheus'], {cwd: folder});
	try {
		await once();
	} catch (error) {
		if (process.getuid?.() !== 0) throw error;
		await run('apt-get', ['update']);
		await once();
	}
}

/** Starts a Prometheus on 127.0.0.1 that reads these exporters every second, and resolves once it has. */
export async function startPrometheus(
	program: string,
	exporters: Readonly<Record<string, Exporter>>,
): Promise<Prometheus> {
	const folder = await mkdtemp(join(tmpdir(), 'sluice-prometheus-'));
	const port = await freePort();
	const jobs = Object.entries(exporters).map(([job, {address}]) => ({
		job_name: job,
		scrape_interval: '1s',
		scrape_timeout: '1s',
		static_configs: [{targets: [address]}],
	}));
	const configuration = join(folder, 'prometheus.yml');
	// JSON is YAML too.
	await writeFile(configuration, JSON.stringify({scrape_configs: jobs}));
	const url = `http://127.0.0.1:${port}`;
	const attached = await startAttached(
		program,
		[
			`--config.file=${configuration}`,
			`--storage.tsdb.path=${join(folder, 'data')}`,
			`--web.listen-address=127.0.0.1:${port}`,
		],
		() => hasRead(url, jobs.length),
	);
	return {
		...attached,
		url,
		async stop() {
			await attached.stop();
			await rm(folder, {recursive: true, force: true});
		},
	};
}

/** It is ready long before it has looked at anything: that takes it five seconds. */
async function hasRead(url: string, jobs: number): Promise<boolean> {
	try {
		const response = await fetch(`${url}/api/v1/query?query=up`);
		const {data} = (await response.json()) as {data?: {result?: unknown[]}};
		return data?.result?.length === jobs;
	} catch {
		return false;
	}
}

export async function startExporter(): Promise<Exporter> {
	let text: string | undefined;
	const server = createServer((_request, response) => {
		if (text === undefined) return response.destroy();
		response.setHeader('Content-Type', 'text/plain; version=0.0.4').end(text);
	});
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	return {
		address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
		shows(next) {
			text = next;
		},
		async stop() {
			server.closeAllConnections();
			await new Promise(resolve => server.close(resolve));
		},
	};
}

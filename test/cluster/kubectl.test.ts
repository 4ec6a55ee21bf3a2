/** kubectl says the same of the embedded cluster as of the real one: exit codes and, but for names and times, words. */
import {execFile} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, inject, it} from 'vitest';
import {type Demo, startDemo} from '../../source/demo/start.ts';
import {buildKubectl, kubectl} from './build.ts';
import {buildTimeout} from './go-build.ts';
import {chapters, files} from './kubectl-chapters.ts';

type Said = {readonly command: string; readonly code: number; readonly says: string};

/** A cluster to command, with what its names are. */
type Commanded = {readonly kubeconfig: string; readonly node: string; readonly home: string};

let directory: string;
let demo: Demo;
let embedded: Commanded;
let real: Commanded;

beforeAll(async () => {
	await buildKubectl(line => process.stderr.write(`${line}\n`));
	directory = await mkdtemp(join(tmpdir(), 'kubectl-'));
	for (const [name, text] of Object.entries(files)) await writeFile(join(directory, name), text);
	await writeFile(join(directory, 'edit.sh'), editor, {mode: 0o700});
	demo = await startDemo({scenario: 'empty', speed: 1});
	embedded = await commanded(demo.kubeconfig, 'embedded');
	real = await commanded(inject('kubeconfigs').admin, 'real');
}, buildTimeout);

afterAll(async () => {
	await demo?.stop();
	await rm(directory, {recursive: true, force: true});
});

/** A cluster with a home of its own for kubectl; its second open node is the one that is worked on. */
async function commanded(kubeconfig: string, name: string): Promise<Commanded> {
	const home = join(directory, name);
	await mkdir(home);
	const open = ['get', 'nodes', '--field-selector=spec.unschedulable=false', '-o', 'name'];
	const {says} = await run({kubeconfig, home, node: ''}, open);
	return {kubeconfig, home, node: says.split('\n')[1]!.replace('node/', '')};
}

/** Changes a number and adds an annotation, as a person would in an editor; leaves config maps as they are. */
const editor = `#!/bin/sh
case "$(cat "$1")" in *'kind: Deployment'*)
	sed -e 's/^  replicas: .*/  replicas: 2/' -e 's/^  annotations:/  annotations:\\n    edited: "yes"/' "$1" > "$1.new"
	cat "$1.new" > "$1"
esac
`;

it.each(chapters.map(({does, commands}) => [does, commands] as const))('%s', async (_does, commands) => {
	const namespace = `kubectl-${randomBytes(4).toString('hex')}`;
	const [onEmbedded, onReal] = await Promise.all(
		[embedded, real].map(async cluster => {
			await run(cluster, ['create', 'namespace', namespace]);
			const said = await runAll(cluster, namespace, commands);
			await run(cluster, ['delete', 'namespace', namespace, '--wait=false']);
			return said;
		}),
	);
	expect(onEmbedded).toEqual(onReal);
});

async function runAll(cluster: Commanded, namespace: string, commands: string): Promise<Said[]> {
	const said: Said[] = [];
	for (const line of commands.split('\n').map(line => line.trim())) {
		if (line === '') continue;
		const isCode = line.startsWith('? ');
		const [words, file] = line.replace('? ', '').split(' < ');
		const parameters = words!.split(' ').map(word => (word === 'NODE' ? cluster.node : word));
		if (file) parameters.push('-f', join(directory, file));
		const {code, says} = await run(cluster, ['-n', namespace, ...parameters]);
		said.push({command: line, code, says: isCode ? '' : settled(says, namespace)});
	}
	return said;
}

function run(cluster: Commanded, parameters: readonly string[]): Promise<{code: number; says: string}> {
	const env = {
		HOME: cluster.home,
		KUBECONFIG: cluster.kubeconfig,
		KUBE_EDITOR: join(directory, 'edit.sh'),
		PATH: '/usr/bin:/bin',
	};
	return new Promise(resolve => {
		const child = execFile(kubectl, parameters, {env, timeout: 90_000}, (error, stdout, stderr) => {
			const code = error === null ? 0 : Number(error.code ?? 1);
			resolve({code, says: `${stdout}${stderr}`});
		});
		child.stdin?.end();
	});
}

/** What was said, with a word for whatever depends on the cluster or the moment. */
function settled(text: string, namespace: string): string {
	return (
		text
			.replaceAll(namespace, 'NAMESPACE')
			.replaceAll(directory, 'DIRECTORY')
			.replace(/\b[\da-f]{8}-[\da-f-]{27}\b/g, 'UID')
			.replace(/-[bcdf-hj-np-tv-xz2456789]{6,10}-[bcdf-hj-np-tv-xz2456789]{5}\b/g, '-HASH-HASH')
			.replace(/-[bcdf-hj-np-tv-xz2456789]{8,10}\b/g, '-HASH')
			// A hash may look like an age, never the other way round.
			.replace(/\b\d+(d|h|m|s|ms)(\d+[ms])?\b/g, 'AGE')
			.replace(/\b10\.\d+\.\d+\.\d+\b/g, 'ADDRESS')
			.replace(/\bnode-\d+\b/g, 'NODE')
			.replace(/(pod-template-hash=)\w+/g, '$1HASH')
			.replace(/,topology\.kubernetes\.io\/\w+=[\w-]+/g, '')
			.replace(/\b\d{4}-\d\d-\d\d[T ][\d:.]+( \+0000|Z)/g, 'TIME')
			.replace(/\/\S+\/(LIVE|MERGED)-\d+/g, '$1')
			// How far along a rollout was when somebody looked is chance.
			.replace(/^Waiting for deployment .*\n/gm, '')
			.replace(/[ \t]+/g, ' ')
			.replace(/ +$/gm, '')
	);
}

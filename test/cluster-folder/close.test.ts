import {execFile} from 'node:child_process';
import path from 'node:path';
import {promisify} from 'node:util';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {hang, json, type ScriptedApi, slam, startScriptedApi, stream} from '../kit/scripted-api.ts';

let api: ScriptedApi;

beforeEach(async () => {
	api = await startScriptedApi();
});

afterEach(() => api.close());

const program = `
import {connect} from '${path.resolve('source/cluster/connect.ts')}';
const connected = await connect({kubeconfig: process.argv[1], env: {}});
const cluster = connected.value;
const pods = {group: '', version: 'v1', plural: 'pods', kind: 'Pod', namespaced: true};
cluster.follow(pods, {namespace: 'shop'}, ({metadata}) => metadata, () => {});
cluster.logs({namespace: 'shop', name: 'a'}, {follow: true}, () => {});
await cluster.discover();
await new Promise(resolve => setTimeout(resolve, 200));
cluster.close();
console.log('closed');
`;

const run = promisify(execFile);

test.each([
	['streams', stream([])],
	['hangs', hang],
	['refuses', slam],
])('a process ends once its cluster is closed, though the server still %s', async (_, answer) => {
	api.on(({path}) => path.includes('/pods'), answer);
	api.on(({path}) => !path.includes('/pods'), json({}));
	const began = Date.now();
	const flags = ['--input-type=module-typescript', '--eval', program, api.kubeconfig()];
	const {stdout} = await run(process.execPath, flags, {timeout: 10_000});
	expect(stdout).toBe('closed\n');
	expect(Date.now() - began).toBeLessThan(5000);
});

import {afterAll, beforeAll, describe, expect, inject, test} from 'vitest';
import type {Attached} from './attached.ts';
import {flaggerCanary, startFlagger} from './flagger.ts';
import {buildTimeout} from './go-build.ts';
import {type Operator, operator} from './led.ts';
import {type Json, RawApi} from './raw-api.ts';
import {Ground} from './workloads.ts';

// The levers that Flagger has, on its real controller: pulled by the real
// program, and watched in the HTTPRoute that it owns. It looks every ten
// seconds, so each test waits more than it works.

const {admin, tester = admin} = inject('kubeconfigs');
const api = new RawApi(admin);
let ground: Ground;
let controller: Attached;
let shell: Operator;

beforeAll(async () => {
	ground = new Ground(api, await api.createNamespace('checks'));
	controller = await startFlagger(admin, ground.namespace);
	shell = operator(tester, ground);
}, buildTimeout);

afterAll(async () => {
	shell?.leave();
	await controller?.stop();
	await api.delete(`/api/v1/namespaces/${ground.namespace}`);
	api.close();
});

/** Adds a Canary of a Deployment of its name, and waits until Flagger has set both sides up. */
async function addCanary(name: string, analysis?: Json): Promise<void> {
	await ground.addDeployment(name, {replicas: 2});
	await ground.add('canaries', flaggerCanary(name, analysis));
	await ground.until('canaries', name, ({status}) => status?.phase === 'Initialized');
}

function weightIn({spec}: Json, name: string): number {
	return spec.rules[0].backendRefs.find((backend: Json) => backend.name === `${name}-canary`)?.weight ?? 0;
}

const untilWeight = (name: string, isSo: (weight: number) => boolean) =>
	ground.until('httproutes', name, route => isSo(weightIn(route, name)));

const phase = async (name: string) => (await ground.get('canaries', name)).status.phase;

/** Sets the weight past sluice, as another tool would. */
async function setWeight(name: string, weight: number): Promise<void> {
	const {spec} = await ground.get('httproutes', name);
	const names = spec.rules[0].backendRefs.map((backend: Json) => backend.name);
	const at = (side: string) => `/spec/rules/0/backendRefs/${names.indexOf(`${name}-${side}`)}/weight`;
	await ground.patch('httproutes', name, [
		{op: 'replace', path: at('primary'), value: 100 - weight},
		{op: 'replace', path: at('canary'), value: weight},
	]);
}

describe.concurrent('levers', {timeout: 300_000}, () => {
	test('upgrade sets the image of the target, suspend freezes its weight with a note, abort rolls back', async () => {
		const name = 'steps';
		await addCanary(name);
		expect(await shell.run('upgrade', `canary/${name}`, 'web=shop:2', '--yes')).toMatchObject({code: 0});
		await untilWeight(name, weight => weight >= 10);
		const promoted = await shell.run('promote', `canary/${name}`, '--yes');
		expect(promoted).toMatchObject({code: 3, said: expect.stringContaining('--full')});
		await shell.done('pause', `canary/${name}`);
		expect(await shell.rollout(name)).toMatchObject({
			engine: 'flagger',
			state: 'waiting',
			paused: true,
			left: [{what: 'suspended'}],
		});
		// It says at each look that it passes the canary over; from the first on, the weight stays.
		await until(async () => (await timesPassedOver(name)) >= 1);
		const frozen = weightIn(await ground.get('httproutes', name), name);
		await until(async () => (await timesPassedOver(name)) >= 3);
		expect(weightIn(await ground.get('httproutes', name), name)).toBe(frozen);
		const aborted = await shell.done('abort', `canary/${name}`);
		expect(aborted.said).toContain('It is resumed too');
		expect(await phase(name)).toBe('Failed');
		expect(weightIn(await ground.get('httproutes', name), name)).toBe(0);
		expect(await shell.rollout(name)).toMatchObject({aborted: true, paused: false, left: []});
		const retried = await shell.run('retry', `canary/${name}`, '--yes');
		expect(retried).toMatchObject({code: 3, said: expect.stringContaining('sluice restart')});
		// What it names is what begins it again.
		expect(await shell.run('restart', `deployments.apps/${name}`, '--yes')).toMatchObject({code: 0});
		await ground.until('canaries', name, ({status}) => status.phase === 'Progressing');
	});

	test('promote --full skips the analysis, and turns it on again once it is promoted', async () => {
		const name = 'skips';
		await addCanary(name);
		expect(await shell.run('upgrade', `canary/${name}`, 'web=shop:2', '--yes')).toMatchObject({code: 0});
		await untilWeight(name, weight => weight >= 10);
		const before = (await ground.get('canaries', name)).metadata.annotations;
		await shell.done('promote', `canary/${name}`, '--full');
		const {spec, metadata, status} = await ground.get('canaries', name);
		expect(status.phase).toBe('Succeeded');
		expect(spec.skipAnalysis).not.toBe(true);
		expect(metadata.annotations).toEqual(before);
		const primary = await ground.get('deployments', `${name}-primary`);
		expect(primary.spec.template.spec.containers[0].image).toBe('shop:2');
		expect(weightIn(await ground.get('httproutes', name), name)).toBe(0);
	});

	test('with listed weights an unlisted one would jump to all traffic: resume refuses, and goes on from a listed one', async () => {
		const name = 'listed';
		await addCanary(name, {stepWeights: [5, 20, 60]});
		expect(await shell.run('upgrade', `canary/${name}`, 'web=shop:2', '--yes')).toMatchObject({code: 0});
		await untilWeight(name, weight => weight === 5);
		await shell.done('pause', `canary/${name}`);
		await setWeight(name, 35);
		expect(await shell.run('resume', `canary/${name}`, '--yes')).toMatchObject({
			code: 3,
			said: expect.stringContaining('35 % is none of its listed weights'),
		});
		const route = `httproutes.gateway.networking.k8s.io/${name}`;
		await shell.done('shift', route, `${name}-canary=20`);
		await shell.done('resume', `canary/${name}`);
		await untilWeight(name, weight => weight === 60);
	});

	test('forced past that refusal, the real one sends everything to the challenger', async () => {
		const name = 'forced';
		await addCanary(name, {stepWeights: [5, 20, 60]});
		expect(await shell.run('upgrade', `canary/${name}`, 'web=shop:2', '--yes')).toMatchObject({code: 0});
		await untilWeight(name, weight => weight === 5);
		await shell.done('pause', `canary/${name}`);
		await setWeight(name, 35);
		await ground.patch('canaries', name, [{op: 'replace', path: '/spec/suspend', value: false}]);
		await untilWeight(name, weight => weight === 100);
	});
});

async function timesPassedOver(name: string): Promise<number> {
	const selector = encodeURIComponent(`involvedObject.kind=Canary,involvedObject.name=${name}`);
	const {body} = await api.get(`/api/v1/namespaces/${ground.namespace}/events?fieldSelector=${selector}`);
	const told = body.items.filter(({message}: Json) => message.includes('suspended'));
	return told.reduce((sum: number, {count = 1}: Json) => sum + count, 0);
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
	for (let attempt = 0; attempt < 600; attempt++) {
		if (await isSo()) return;
		await new Promise(resolve => setTimeout(resolve, 100));
	}
	throw new Error('it did not become so within a minute');
}

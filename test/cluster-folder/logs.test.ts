import type {ServerResponse} from 'node:http';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {connect} from '../../source/cluster/connect.ts';
import type {Cluster, LogEvent, LogOptions, Stop} from '../../source/model/cluster.ts';
import {type ScriptedApi, startScriptedApi, status} from '../kit/scripted-api.ts';

let api: ScriptedApi;
let cluster: Cluster;
let told: LogEvent[];
let stop: Stop;

beforeEach(async () => {
	api = await startScriptedApi();
	told = [];
	const connected = await connect({kubeconfig: api.kubeconfig(), env: {}});
	if (!connected.ok) throw new Error(connected.trouble.says);
	cluster = connected.value;
});

afterEach(async () => {
	stop?.();
	cluster.close();
	await api.close();
});

function read(options: LogOptions): void {
	stop = cluster.logs({namespace: 'shop', name: 'a'}, options, event => told.push(event));
}

function linesOf(): string[] {
	return told.flatMap(event => (event.type === 'lines' ? event.lines : []));
}

async function until(isTrue: () => boolean): Promise<void> {
	await expect.poll(isTrue, {timeout: 5000, interval: 5}).toBe(true);
}

const hasEnded = () => told.at(-1)?.type === 'ended';

test('lines come in batches, whole, and then the end', async () => {
	api.on(
		() => true,
		response => {
			const text = Buffer.from('one\nzwei — 猫\nthree without an end');
			for (let at = 0; at < text.length; at += 3) response.write(text.subarray(at, at + 3));
			response.end();
		},
	);
	read({follow: false, tailLines: 3, previous: true, container: 'web'});
	await until(hasEnded);
	expect(linesOf()).toEqual(['one', 'zwei — 猫', 'three without an end']);
	expect(told).toHaveLength(2);
	expect(told.at(-1)).toEqual({type: 'ended', trouble: undefined});
	expect(api.asked[0]!.path).toBe('/api/v1/namespaces/shop/pods/a/log');
	expect(Object.fromEntries(api.asked[0]!.query)).toEqual({
		follow: 'false',
		tailLines: '3',
		previous: 'true',
		container: 'web',
	});
});

test('a container that has no log says why', async () => {
	api.on(
		() => true,
		status(400, 'BadRequest', 'container "web" in pod "a" is waiting to start: ImagePullBackOff'),
	);
	read({follow: true});
	await until(hasEnded);
	const [end] = told;
	expect(end?.type === 'ended' && end.trouble?.says).toContain('is waiting to start: ImagePullBackOff');
});

test('a log that breaks off ends with a trouble, after its last line', async () => {
	api.on(
		() => true,
		response => {
			response.write('last\n');
			setTimeout(() => response.destroy(), 20);
		},
	);
	read({follow: true});
	await until(hasEnded);
	expect(linesOf()).toEqual(['last']);
	expect(told.at(-1)).toMatchObject({type: 'ended', trouble: {reason: 'unreachable'}});
});

test('a stopped log tells nothing more', async () => {
	api.on(
		() => true,
		response => {
			response.write('one\n');
		},
	);
	read({follow: true});
	await until(() => linesOf().length === 1);
	stop();
	await new Promise(resolve => setTimeout(resolve, 80));
	expect(told).toHaveLength(1);
});

test('a log that is followed is read on from its last line, and no line is told twice or lost', async () => {
	const at = (second: string, text: string) => `2026-01-01T12:00:0${second} ${text}\n`;
	const asked: (string | null)[][] = [];
	const parts: readonly ((response: ServerResponse) => void)[] = [
		response => {
			response.write(at('0.5Z', 'one') + at('1.12Z', 'two') + at('1.123Z', 'three'));
			response.write('2026-01-01T12:00:01.2Z hal');
			setTimeout(() => response.destroy(), 20);
		},
		response => response.destroy(),
		response => {
			response.write(at('1.12Z', 'two') + at('1.123Z', 'three') + at('1.2Z', 'half'));
			response.end(at('2Z', 'four'));
		},
	];
	let turn = 0;
	api.on(
		() => true,
		(response, {query}) => {
			asked.push([query.get('sinceTime'), query.get('tailLines'), query.get('timestamps')]);
			parts[turn++]!(response);
		},
	);
	read({follow: true, tailLines: 10});
	await until(hasEnded);
	expect(linesOf()).toEqual(['one', 'two', 'three', 'half', 'four']);
	expect(told.filter(({type}) => type !== 'lines').map(({type}) => type)).toEqual([
		'broken',
		'broken',
		'resumed',
		'ended',
	]);
	expect(asked).toEqual([
		[null, '10', 'true'],
		['2026-01-01T12:00:01Z', null, 'true'],
		['2026-01-01T12:00:01Z', null, 'true'],
	]);
});

test('a log that is asked for with its times goes on as well, and keeps them, of whatever zone', async () => {
	const at = (time: string, text: string) => `2026-01-01T14:00:${time}+02:00 ${text}\n`;
	const asked: (string | null)[] = [];
	const parts: readonly ((response: ServerResponse) => void)[] = [
		response => {
			response.write(at('00.5', 'one') + at('01.25', 'two'));
			setTimeout(() => response.destroy(), 20);
		},
		response => void response.end(at('01.25', 'two') + at('02', 'three')),
	];
	let turn = 0;
	api.on(
		() => true,
		(response, {query}) => {
			asked.push(query.get('sinceTime'));
			parts[turn++]!(response);
		},
	);
	read({follow: true, timestamps: true});
	await until(hasEnded);
	expect(linesOf().join('\n').concat('\n')).toBe(at('00.5', 'one') + at('01.25', 'two') + at('02', 'three'));
	expect(asked).toEqual([null, '2026-01-01T14:00:01+02:00']);
});

test('a log of what is gone is not asked for again', async () => {
	api.on(
		() => true,
		response => {
			response.write('2026-01-01T12:00:00Z one\n');
			setTimeout(() => response.destroy(), 20);
		},
		status(404, 'NotFound', 'pods "a" not found'),
	);
	read({follow: true});
	await until(hasEnded);
	expect(linesOf()).toEqual(['one']);
	expect(told.at(-1)).toMatchObject({type: 'ended', trouble: {reason: 'not-found'}});
});

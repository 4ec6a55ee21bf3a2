/**
 * Nodes of a check's own, which have no kubelet: the check posts their status itself. A taint keeps other
 * pods away from them, and a label calls the check's pods to them.
 */
import {randomBytes} from 'node:crypto';
import {afterAll, expect} from 'vitest';
import type {Json} from './connection.ts';
import type {Ground} from './ground.ts';
import {mergePatch} from './objects.ts';

export type OwnNodes = {
	/** Registers a node that has just said it is ready; `name` is its last part. */
	add(name: string, node?: {labels?: Json; taints?: Json[]; allocatable?: Json}): Promise<string>;
	/** No longer says that a node lives. */
	silence(name: string): void;
	/** Says once more that a node lives. */
	beat(name: string): Promise<void>;
	/** What a pod's spec needs to be put on these nodes, and on no others. */
	readonly here: Json;
	read(name: string): Promise<Json>;
	patch(name: string, body: Json, subresource?: string): Promise<Json>;
	remove(name: string): Promise<void>;
};

const beatMs = 1500;

export function ownNodes(ground: Ground): OwnNodes {
	const mark = randomBytes(4).toString('hex');
	const label = {'example.com/own': mark};
	const path = (name: string, rest = '') => `/api/v1/nodes/${name}${rest}`;
	const living = new Map<string, NodeJS.Timeout>();

	async function patch(name: string, body: Json, subresource = ''): Promise<Json> {
		const answer = await ground.ask('PATCH', path(name, subresource), {type: mergePatch, body});
		expect(answer.status).toBe(200);
		return answer.body;
	}

	const beat = async (name: string, more: Json = {}) => {
		const now = new Date().toISOString().replace(/\.\d+/, '');
		const ready = {
			type: 'Ready',
			status: 'True',
			reason: 'KubeletReady',
			message: 'kubelet is posting ready status',
		};
		const conditions = [{...ready, lastHeartbeatTime: now, lastTransitionTime: now}];
		await patch(name, {status: {conditions, ...more}}, '/status');
	};

	const silence = (name: string) => clearInterval(living.get(name));

	const remove = async (name: string) => {
		silence(name);
		living.delete(name);
		await ground.ask('DELETE', path(name));
	};

	afterAll(async () => {
		for (const name of [...living.keys()]) await remove(name);
	});

	return {
		here: {
			nodeSelector: label,
			tolerations: [{key: 'example.com/own', operator: 'Equal', value: mark, effect: 'NoSchedule'}],
		},
		beat,
		silence,
		remove,
		patch,
		read: async name => (await ground.ask('GET', path(name))).body,
		async add(last, {labels, taints = [], allocatable} = {}) {
			const name = `own-${mark}-${last}`;
			const own = {key: 'example.com/own', value: mark, effect: 'NoSchedule'};
			const metadata = {name, labels: {...label, 'kubernetes.io/hostname': name, ...labels}};
			const body = {metadata, spec: {taints: [own, ...taints]}};
			expect((await ground.ask('POST', '/api/v1/nodes', {body})).status).toBe(201);
			const room = {cpu: '2', memory: '4Gi', pods: '10', ...allocatable};
			await beat(name, {allocatable: room, capacity: room});
			// The scheduler hears of it a moment later.
			await new Promise(resolve => setTimeout(resolve, 300));
			// Time may run faster there than here.
			living.set(
				name,
				setInterval(() => void beat(name).catch(() => {}), beatMs),
			);
			return name;
		},
	};
}

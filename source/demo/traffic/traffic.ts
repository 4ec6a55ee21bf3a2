/**
 * Simulated users: what they ask follows routes, weights and endpoints as they are at each moment, how it is
 * answered follows from the versions they meet. Takes a step a second, and none while nobody asks anything.
 */
import type {Clock} from '../clock.ts';
import {pods as podKind} from '../kinds/pods.ts';
import type {Luck} from '../luck.ts';
import type {KubernetesObject} from '../object.ts';
import type {Store} from '../store.ts';
import {drawAnswers, type Stream} from './answers.ts';
import type {Behaviour, Demand, Traffic} from './behaviour.ts';
import {Behaviours} from './behaviours.ts';
import {poisson} from './chance.ts';
import {Endpoints, type Group, imageOf} from './endpoints.ts';
import {type Course, Flow, noEndpoint} from './flow.ts';
import {stepOf} from './latency.ts';
import {Meter} from './meter.ts';
import {divide, type Part} from './routing.ts';
import {ServingPods, windowMs} from './serving-pods.ts';
import {demandKey, rateAt, type Users, usersOf} from './users.ts';

/** What traffic needs of a cluster; its luck is its own, so that it shifts nobody else's. */
export type TrafficGround = {
	readonly store: Store;
	readonly clock: Clock;
	readonly luck: Luck;
	/** Whether the machine of a node is off. */
	isOff(node: string): boolean;
};

/** The gateway's own answers take this long. */
const atOnceStep = stepOf(1);

export function createTraffic({store, clock, luck, isOff}: TrafficGround): Traffic {
	const behaviours = new Behaviours();
	const endpoints = new Endpoints(store);
	const pods = new ServingPods();
	const users = new Map<string, Users>();
	const flows = new Map<string, Flow>();
	const meters = new Map<string, Meter>();
	/** What is asked of an image, of whichever pod. */
	const requests = new Map<string, Set<string>>();
	const traffic = {stepSeconds: 1};
	const listeners = new Set<() => void>();
	let lastMs: number | undefined;

	store.onChange(({type, entry: {kind, object}}) => {
		if (kind !== podKind) return;
		if (type === 'DELETED') pods.forget(object);
		else pods.update(object);
	});

	function step(): void {
		const nowMs = clock.now();
		const seconds = (nowMs - lastMs!) / 1000;
		lastMs = nowMs;
		pods.columns.offered.fill(0);
		const streams: Stream[] = [];
		for (const each of users.values()) direct(each, nowMs, seconds, streams);
		pods.serve(seconds, image => behaviours.of(image), isOff);
		for (const stream of streams) drawAnswers(stream, pods, seconds, luck);
		for (const meter of meters.values()) meter.read(nowMs);
		pods.turnTo(Math.floor(nowMs / windowMs));
		for (const listener of listeners) listener();
		if (users.size > 0 || !pods.isIdle) clock.after(1000 * traffic.stepSeconds, step);
		else lastMs = undefined;
	}

	/** Sends requests on their ways; what reaches no pod is answered at once. */
	function direct(asking: Users, atMs: number, seconds: number, streams: Stream[]): void {
		const {demand} = asking;
		const rate = rateAt(asking, atMs);
		for (const part of divide(store, demand)) {
			const groups = part.refusal ? [] : endpoints.groupsOf(demand.namespace, part.service);
			const present = groups.reduce((sum, group) => sum + group.pods.length, 0);
			const partRate = rate * part.share;
			const perMethod = asking.methods.map(({method, share}) => ({method, rate: partRate * share}));
			if (present === 0) {
				const flow = flowOn(demand, part);
				for (const {method, rate} of perMethod)
					flow.count(part.refusal ?? noEndpoint, method, atOnceStep, poisson(luck, rate * seconds));
			}
			for (const group of groups) {
				const flow = flowOn(demand, part, group);
				const slots = reach(group, partRate / present);
				for (const {method, rate} of perMethod) streams.push({flow, slots, rate: rate / present, method});
			}
		}
	}

	/** The slots of a group's pods, after telling them what comes. */
	function reach(group: Group, rate: number): number[] {
		const slots = group.pods.map(pod => pods.slotOf(pod, group.image));
		if (!behaviours.of(group.image).isRefusing) for (const slot of slots) pods.columns.offered[slot]! += rate;
		return slots;
	}

	function flowOn(demand: Demand, part: Part, group?: Group): Flow {
		const course = courseOf(demand, part, group);
		const key = Object.values(course).join(' ');
		let flow = flows.get(key);
		if (!flow) {
			flow = new Flow(course);
			flows.set(key, flow);
			meterOf(course.namespace, course.service).include(flow);
			noteRequests(course.image, demand.requests);
		}
		return flow;
	}

	function noteRequests(image: string, asked: readonly string[]): void {
		requests.set(image, new Set([...(requests.get(image) ?? []), ...asked]));
	}

	function meterOf(namespace: string, service: string): Meter {
		const key = `${namespace}/${service}`;
		const meter = meters.get(key) ?? new Meter();
		meters.set(key, meter);
		return meter;
	}

	return Object.assign(traffic, {
		demand(demand: Demand) {
			if (demand.requestsPerSecond > 0) users.set(demandKey(demand), usersOf(demand));
			else users.delete(demandKey(demand));
			if (users.size === 0 || lastMs !== undefined) return;
			lastMs = clock.now();
			clock.after(1000 * traffic.stepSeconds, step);
		},
		behave: (image: string, behaviour: Partial<Behaviour>) =>
			behaviours.describe(image, behaviour, clock.now()),
		measured: (namespace: string, service: string) =>
			meters.get(`${namespace}/${service}`)?.measured(clock.now()),
		behaviourAt: (image: string, atMs: number) =>
			behaviours.isDescribed(image) || requests.has(image) ? behaviours.at(image, atMs) : undefined,
		loadOf(pod: KubernetesObject) {
			const image = imageOf(pod);
			const isReached = behaviours.isDescribed(image) || requests.has(image);
			return isReached ? pods.loadOf(pod, behaviours.of(image), clock.now()) : undefined;
		},
		answersProbe: (pod: KubernetesObject, timeoutMs: number) => pods.waitOf(pod) < timeoutMs,
		pressureAt: (pod: KubernetesObject, atMs: number) => pods.pressureIn(pod, Math.floor(atMs / windowMs)),
		requestsTo: (pod: KubernetesObject) => [...(requests.get(imageOf(pod)) ?? [])],
		strained: {[Symbol.iterator]: () => pods.strained()[Symbol.iterator]()},
		onStep(listener: () => void) {
			listeners.add(listener);
		},
		flows: {[Symbol.iterator]: () => flows.values()},
	});
}

function courseOf({namespace, route = '', rule = ''}: Demand, part: Part, group?: Group): Course {
	const {service, port, ruleIndex, backendIndex} = part;
	const {workload = '', image = '', version = '', app = ''} = group ?? {};
	return {namespace, route, rule, ruleIndex, backendIndex, service, port, workload, image, version, app};
}

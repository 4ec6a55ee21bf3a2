/**
 * The machines that nodes stand for. A Node is only an object; what makes pods run on it is a machine of
 * the same name, and what the machine's agent knows beside the API lives here. A Node without a machine,
 * as somebody may create one, is never heard of.
 */

import type {Pause} from './pod-backoff.ts';

export type Machine = {
	readonly name: string;
	/** Of a machine that was on and off again, another one. What was begun before a failure is over with it. */
	boot: number;
	isOn: boolean;
	/** Whether its agent reaches the API; pods run on in any case. */
	isConnected: boolean;
	/** What the agent has yet to tell the API. */
	readonly backlog: (() => void)[];
	/** Images it has. */
	readonly images: Set<string>;
	/** The pauses before containers are started again, by pod, container and image. */
	readonly pauses: Map<string, Pause>;
	/** The addresses of its pods, by uid. */
	readonly addresses: Map<string, string>;
	/** Probes that are under way, by pod, container and kind. */
	readonly probes: Set<string>;
};

export type Machines = {
	get(name: string): Machine | undefined;
	list(): Machine[];
	/** Puts a machine behind the node of this name, switched on and connected. */
	add(name: string): Machine;
	/** Takes a machine away for good. */
	remove(name: string): void;
	/** Whether a node's agent can speak with the API now. */
	isInTouch(name: string): boolean;
	/** An address of the pod network that nobody else has. */
	nextAddress(): string;
	/** Calls with each machine that is in touch from now on: a new one, or one that was away. */
	onReturn(listener: (machine: Machine) => void): void;
	/** To be called when a machine is on and connected again; it tells first what it could not tell before. */
	returned(machine: Machine): void;
};

export function createMachines(): Machines {
	const byName = new Map<string, Machine>();
	const listeners = new Set<(machine: Machine) => void>();
	let addresses = 10;

	function returned(machine: Machine): void {
		for (const listener of listeners) listener(machine);
		for (const tell of machine.backlog.splice(0)) tell();
	}

	return {
		get: name => byName.get(name),
		list: () => [...byName.values()],
		add(name) {
			const machine = newMachine(name);
			byName.set(name, machine);
			returned(machine);
			return machine;
		},
		remove: name => void byName.delete(name),
		isInTouch(name) {
			const machine = byName.get(name);
			return Boolean(machine?.isOn && machine.isConnected);
		},
		nextAddress() {
			addresses++;
			return `10.244.${(addresses >> 8) & 255}.${addresses & 255}`;
		},
		onReturn: listener => void listeners.add(listener),
		returned,
	};
}

function newMachine(name: string): Machine {
	return {
		name,
		boot: 1,
		isOn: true,
		isConnected: true,
		backlog: [],
		images: new Set(),
		pauses: new Map(),
		addresses: new Map(),
		probes: new Set(),
	};
}

/** Does something in the name of a machine's agent; later if it cannot reach the API now, never if it is off. */
export function actFrom(machine: Machine, boot: number, act: () => void): void {
	if (!machine.isOn || machine.boot !== boot) return;
	if (machine.isConnected) act();
	else machine.backlog.push(() => actFrom(machine, boot, act));
}

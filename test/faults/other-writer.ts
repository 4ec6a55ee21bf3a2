import type {Luck} from '../../source/demo/luck.ts';
import type {Json} from '../cluster/raw-api.ts';
import type {Ground} from '../cluster/workloads.ts';
import {isAlone} from './own-nodes.ts';

/** Somebody else, who gives every list something to follow: pods that go, labels, Deployments of their own. Nothing that a count of generations would take for the operator's. */
export function startOtherWriter(
	ground: Ground,
	names: readonly string[],
	luck: Luck,
): {stop(): Promise<number>} {
	let isStopped = false;
	let changes = 0;
	const one = <Each>(all: readonly Each[]): Each => all[luck.between(0, all.length - 1)]!;

	async function change(turn: number): Promise<void> {
		switch (turn % 4) {
			case 0: {
				const {items} = await ground.list('pods');
				const others: Json[] = items.filter((pod: Json) => !isAlone(pod));
				if (others.length > 0) await ground.remove('pods', one(others).metadata.name);
				return;
			}
			case 1: {
				// The server counts annotations of a Deployment as changes of what is wanted, and labels not.
				const label = {op: 'add', path: '/metadata/labels/turn', value: String(turn)};
				return ground.patch('deployments', one(names), [label]);
			}
			case 2: {
				const value = luck.between(0, 3);
				return ground.patch('deployments', 'shop-v2', [{op: 'replace', path: '/spec/replicas', value}]);
			}
			default: {
				const name = `guest-${luck.between(1, 3)}`;
				if (await ground.has('services', name)) return ground.remove('services', name);
				await ground.add('services', {metadata: {name}, spec: {ports: [{port: 80}]}});
			}
		}
	}

	async function write(): Promise<void> {
		for (let turn = 0; !isStopped; turn++) {
			await change(turn).catch(() => {});
			changes += 1;
			await new Promise(resolve => setTimeout(resolve, luck.between(100, 500)));
		}
	}
	const writing = write();
	return {
		async stop() {
			isStopped = true;
			await writing;
			return changes;
		},
	};
}

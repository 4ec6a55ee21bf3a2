import {describe, expect, it} from 'vitest';
import {pods} from '../../source/resources/pods.ts';
import {recorded, recordedObject} from './recorded.ts';

const minute = 60_000;

/** What every recorded pod says of itself; one that is missing here has nothing to complain of. */
const says: {readonly [name: string]: string} = {
	'completed-beside-running': 'runs, but not ready: app has ended',
	'completed-beside-unready': 'runs, but not ready: helper',
	'config-error': 'can\'t start container app: secret "payments" not found',
	'container-creating': "hasn't started yet (ContainerCreating)",
	'crash-loop': 'crashed 5 times, last exit 137 (OOMKilled)',
	'crash-loop-beside-running': 'crashed 4 times, last exit 1',
	'ended-by-exit-code': 'crashed once, last exit 3',
	'ended-by-signal': 'crashed once, last signal 9',
	'ended-in-error': 'failed: exit 1',
	'error-and-running-beside-completed': 'crashed once, last exit 7',
	'error-beside-completed': 'failed: exit 1',
	'error-beside-running-and-ready': 'crashed once, last exit 1',
	evicted: 'evicted: The node was low on resource: memory. Threshold quantity: 100Mi, available: 88Mi.',
	gated: 'held back by a scheduling gate',
	'image-name-invalid': "can't pull image shop/app:1: no valid image reference",
	'image-pull-back-off': "can't pull image registry.example/shop/app:9: not found",
	'image-pull-error': "can't pull image registry.example/shop/app:9: not found",
	'init-crash-loop': 'crashed 7 times, last exit 2',
	'init-error': 'crashed once, last exit 1',
	'init-exit-code': 'crashed once, last exit 1',
	'init-first': "hasn't started yet (PodInitializing)",
	'init-image-pull': "can't pull image shop/app:1",
	'init-second': 'waits for init container second (2 of 3)',
	'init-signal': 'crashed once, last signal 9',
	'node-lost': "its node doesn't answer",
	'node-lost-terminating': "its node doesn't answer",
	nominated: 'waits to be scheduled',
	'out-of-memory': 'crashed 2 times, last exit 137 (OOMKilled)',
	pending: 'waits to be scheduled',
	'phase-unknown': "its node doesn't answer",
	'pod-initializing': "hasn't started yet (PodInitializing)",
	'readiness-gate-unmet':
		'runs, but not ready: the status of pod readiness gate "example.com/warm" is not "True", but False',
	'running-half-ready': 'runs, but not ready: app',
	'running-unready': 'runs, but not ready: app',
	'sidecar-crash-loop': 'crashed 4 times, last exit 1',
	'sidecar-crash-loop-after-completed': 'crashed 4 times, last exit 1',
	'sidecar-started-unready': 'runs, but not ready: proxy',
	'sidecar-starting': 'waits for init container proxy (1 of 2)',
	'sidecar-then-init': 'waits for init container second (2 of 2)',
	'terminating-while-initializing': 'waits for init container first (1 of 1)',
	'two-errors-beside-completed': 'failed: exit 137 (OOMKilled)',
	unschedulable: 'unschedulable: 0/3 nodes are available: 3 Insufficient cpu',
};

describe('trouble', () => {
	it.each(recorded('pods'))('of $name', ({name, object}) => {
		expect(pods.project(object)?.trouble?.says).toBe(says[name]);
	});
});

describe('isFaulty', () => {
	function isFaulty(name: string, afterMs: number) {
		const row = pods.project(recordedObject('pods', name))!;
		return pods.isFaulty(row, {now: (row.readySince ?? row.created) + afterMs});
	}

	it.each(['crash-loop', 'image-pull-error', 'config-error', 'ended-in-error', 'node-lost'])(
		'is true of %s at once',
		name => {
			expect(isFaulty(name, 0)).toBe(true);
		},
	);

	it.each([
		['running-unready', minute],
		['container-creating', 2 * minute],
		['init-second', 2 * minute],
		['unschedulable', minute / 2],
	])('of %s waits %d ms', (name, patienceMs) => {
		expect(isFaulty(name, patienceMs - 1000)).toBe(false);
		expect(isFaulty(name, patienceMs)).toBe(true);
	});

	it.each(['running', 'completed', 'gated', 'sidecar-ready'])('is never true of %s', name => {
		expect(isFaulty(name, 90 * minute)).toBe(false);
	});

	it('remembers a restart for ten minutes', () => {
		const row = pods.project(recordedObject('pods', 'restarted-and-ready'))!;
		expect(pods.isFaulty(row, {now: row.lastRestart! + 9 * minute})).toBe(true);
		expect(pods.isFaulty(row, {now: row.lastRestart! + 10 * minute})).toBe(false);
	});

	it('forgives a pod its grace period and a minute, no more', () => {
		const row = pods.project(recordedObject('pods', 'terminating'))!;
		expect(row.isTerminating).toBe(true);
		expect(pods.isFaulty(row, {now: row.goneBy! + minute})).toBe(false);
		expect(pods.isFaulty(row, {now: row.goneBy! + minute + 1})).toBe(true);
	});
});

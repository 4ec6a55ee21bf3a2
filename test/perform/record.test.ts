import {afterAll, beforeAll, expect, test} from 'vitest';
import {startPerforming} from '../kit/performing.ts';
import {deployments} from '../kit/resources.ts';

let world: Awaited<ReturnType<typeof startPerforming>>;

beforeAll(async () => {
	world = await startPerforming();
});

afterAll(() => world.stop());

const nginx = {resource: deployments, namespace: 'default', name: 'nginx-deployment'};
const hour = 3_600_000;

test.each([hour, -hour])(
	'a change begins and ends by the clock of a cluster that is %d ms ahead',
	async aheadMs => {
		const cluster = {...world.cluster, clockAheadMs: () => aheadMs};
		const before = Date.now();
		const {outcome} = await world.run({action: 'restart', target: nginx}, {cluster, wait: false});
		expect(outcome.end).toBe('applied');
		const {at, endedAt} = world.entries().at(-1)!;
		expect(at - aheadMs).toBeGreaterThanOrEqual(before);
		expect(endedAt! - at).toBeGreaterThanOrEqual(0);
		expect(endedAt! - aheadMs).toBeLessThanOrEqual(Date.now());
	},
);

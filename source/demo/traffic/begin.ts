import type {Clock} from '../clock.ts';
import type {Behaviour, Demand, Traffic} from './behaviour.ts';

/** Who uses a cluster, and how its versions behave by a part of their images' names. */
export type Use = {
	readonly demand?: readonly Demand[];
	readonly behaviour?: Readonly<Record<string, Partial<Behaviour>>>;
};

/** What came before is lived through in steps as long as between two measurements. */
const pastStepSeconds = 15;
const presentStepSeconds = 1;

/** Users have been there for this long when the present begins, so that there is something to look back on. */
const pastMs = 6 * 60_000;

/** Lets users come some minutes before `nowMs`, the moment at which the present begins. */
export function beginTraffic(traffic: Traffic, clock: Clock, nowMs: number, use: Use): void {
	traffic.stepSeconds = pastStepSeconds;
	clock.after(nowMs - pastMs - clock.now(), () => {
		for (const [image, behaviour] of Object.entries(use.behaviour ?? {})) traffic.behave(image, behaviour);
		for (const demand of use.demand ?? []) traffic.demand(demand);
	});
	clock.after(nowMs - clock.now(), () => {
		traffic.stepSeconds = presentStepSeconds;
	});
}

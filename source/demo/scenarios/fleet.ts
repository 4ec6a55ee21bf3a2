import {fleetBehaviour, fleetDemand, fleetPast} from '../worlds/fleet.ts';
import {beatHearts} from '../worlds/ground.ts';
import type {Scenario} from './scenario.ts';

/** A whole company's cluster: is it still quick to find one's own in it? */
export const fleet: Scenario = {
	name: 'fleet',
	says: 'five thousand pods of a dozen teams, some of them in trouble',
	past: fleetPast,
	demand: fleetDemand,
	behaviour: fleetBehaviour,
	present: beatHearts,
};

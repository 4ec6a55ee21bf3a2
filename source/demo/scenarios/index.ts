/** Every scenario, in the order in which they are offered; the first is what the demo opens on. */
import {anotherOperator} from './another-operator.ts';
import {badChallenger} from './bad-challenger.ts';
import {calmShop} from './calm-shop.ts';
import {capacity} from './capacity.ts';
import {deadChallenger} from './dead-challenger.ts';
import {empty} from './empty.ts';
import {expiringToken} from './expiring-token.ts';
import {fleet} from './fleet.ts';
import {nodeDay} from './node-day.ts';
import type {Scenario} from './scenario.ts';
import {stuckRollout} from './stuck-rollout.ts';

export const scenarios: readonly Scenario[] = [
	badChallenger,
	deadChallenger,
	stuckRollout,
	capacity,
	anotherOperator,
	calmShop,
	fleet,
	expiringToken,
	nodeDay,
	empty,
];

import type {Rules} from '../gateway/decide.ts';
import {within} from '../model/clock.ts';
import type {Cluster} from '../model/cluster.ts';
import type {Permit} from '../model/permit.ts';
import type {Announcement, Concern, Plan, Step} from '../model/plan.ts';
import {sayRef} from '../model/ref.ts';
import type {Outcome} from '../model/telling.ts';
import type {Answer} from '../model/trouble.ts';
import {eventReasons} from '../plan/event-reasons.ts';
import type {Performance} from './performance.ts';
import {isLost, isUnanswered} from './reached.ts';
import type {Recorder} from './record.ts';

/**
 * The plan with the Events it will write, where the context asks for them: one
 * for each object. Where the server allows none that is said beforehand, and
 * the change goes on without. The escape waits for no answer about it.
 */
export async function withAnnouncements(
	plan: Plan,
	cluster: Cluster,
	rules: Pick<Rules, 'events'> | undefined,
): Promise<Plan> {
	if (rules?.events !== true) return plan;
	const meant = distinctTargets(plan.steps).map(
		(about): Announcement => ({about, reason: eventReasons[plan.action]}),
	);
	const denied = plan.isEscape ? [] : await Promise.all(meant.map(each => whyDenied(each, cluster)));
	const concerns: Concern[] = [...new Set(denied)].flatMap(says => (says === undefined ? [] : [{says}]));
	return {
		...plan,
		concerns: [...plan.concerns, ...concerns],
		announcements: meant.filter((_each, index) => denied[index] === undefined),
	};
}

function distinctTargets(steps: readonly Step[]) {
	return steps
		.map(({target}) => target)
		.filter((target, index, all) => all.findIndex(each => each.uid === target.uid) === index);
}

async function whyDenied({about}: Announcement, cluster: Cluster): Promise<string | undefined> {
	const namespace = about.namespace === '' ? 'default' : about.namespace;
	const may = await cluster.may({verb: 'create', resource: {group: '', plural: 'events'}, namespace});
	if (!may.ok || may.value.isAllowed) return undefined;
	return `No Event will tell of this: you may not create events in ${namespace}.`;
}

/** What of the plan reached the cluster. */
export function writtenBy(outcome: Outcome): readonly Step[] {
	if (outcome.end === 'failed') return outcome.done;
	return 'progress' in outcome ? outcome.plan.steps : [];
}

type Beginning = {
	readonly id: string;
	readonly who: string;
	readonly at: number;
	readonly reason?: string;
	readonly record: Recorder;
};

/** How long an Event may take. The outcome does not wait for it. */
const mostMs = 10_000;

/** Writes the Events about what was written, records each, and tells how that went; a failure changes nothing else. */
export async function announce(
	permit: Permit,
	written: readonly Step[],
	{id, who, at, reason, record}: Beginning,
	{cluster, clock, signal, tell}: Performance,
): Promise<void> {
	const due = (permit.plan.announcements ?? []).filter(({about}) =>
		written.some(({target}) => target.uid === about.uid),
	);
	const announced = {id, at, says: sayChange(permit.plan, who, reason)};
	const writing = due.map(async announcement => {
		const writes = cluster.announce(permit, announcement, announced);
		const said = sayWritten(announcement, await within(clock, mostMs, writes, signal));
		record.append({type: 'announced', id, says: said.says});
		tell({type: 'announced', ...said});
	});
	await Promise.all(writing);
}

function sayWritten({about, reason}: Announcement, answered: Answer<unknown> | undefined) {
	const subject = sayRef(about);
	if (answered?.ok) return {says: `Event ${reason} written on ${subject}.`, isTrouble: false};
	const trouble = answered?.trouble;
	// Nobody looks whether it is there, so that a server that failed leaves it open as well.
	const isOpen =
		trouble === undefined || isUnanswered(trouble) || (isLost(trouble) && trouble.isUnsent !== true);
	const because = trouble?.says ?? 'the server has not answered yet.';
	const says = isOpen
		? `Whether an Event was written on ${subject} is unknown: ${because}`
		: `No Event was written on ${subject}: ${because}`;
	return {says, isTrouble: true};
}

/** `jane: Scale Deployment shop/web; replicas 3 -> 5. Reason: black friday`. */
function sayChange({says, lines}: Plan, who: string, reason: string | undefined): string {
	const values = lines.map(({subject, from, to}) => `${subject} ${from} -> ${to}`).join(', ');
	return `${who}: ${[says, values].filter(Boolean).join('; ')}.${reason ? ` Reason: ${reason}` : ''}`;
}

import type {Rules} from '../gateway/decide.ts';
import type {Cluster} from '../model/cluster.ts';
import type {Permit} from '../model/permit.ts';
import type {Announcement, Concern, Plan, Step} from '../model/plan.ts';
import {sayRef} from '../model/ref.ts';
import type {Outcome} from '../model/telling.ts';
import {eventReasons} from '../plan/event-reasons.ts';
import type {Performance} from './performance.ts';
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

/** Writes the Events about what was written, records each, and answers how that went; a failure changes nothing else. */
export async function announce(
	permit: Permit,
	written: readonly Step[],
	{id, who, at, reason, record}: Beginning,
	{cluster}: Performance,
): Promise<{readonly events?: readonly string[]}> {
	const due = (permit.plan.announcements ?? []).filter(({about}) =>
		written.some(({target}) => target.uid === about.uid),
	);
	const events: string[] = [];
	for (const announcement of due) {
		const announced = {id, at, says: sayChange(permit.plan, who, reason)};
		const answered = await cluster.announce(permit, announcement, announced);
		const subject = sayRef(announcement.about);
		const says = answered.ok
			? `Event ${announcement.reason} written on ${subject}.`
			: `No Event was written on ${subject}: ${answered.trouble.says}`;
		record.append({type: 'announced', id, says});
		events.push(says);
	}
	return events.length > 0 ? {events} : {};
}

/** `jane: Scale Deployment shop/web; replicas 3 -> 5. Reason: black friday`. */
function sayChange({says, lines}: Plan, who: string, reason: string | undefined): string {
	const values = lines.map(({subject, from, to}) => `${subject} ${from} -> ${to}`).join(', ');
	return `${who}: ${[says, values].filter(Boolean).join('; ')}.${reason ? ` Reason: ${reason}` : ''}`;
}

import type {Plan} from '../model/plan.ts';
import {sayRef} from '../model/ref.ts';
import {isLineIntoPod} from '../model/request.ts';
import {sayNoOwners} from '../plan/no-owners.ts';
import {sayOrchestrated} from '../plan/orchestrated-words.ts';
import {sayUndo} from '../plan/undo-words.ts';
import type {Session} from './session.ts';

/** What a change would do, before anybody says yes to it. */
export function sayPlan(plan: Plan, {out, cluster}: Session): void {
	out.say(`${plan.says}  (context ${cluster.context.name})`);
	for (const line of plan.lines) out.say(`  ${line.subject}: ${line.from} -> ${line.to}`);
	for (const each of plan.orchestrates ?? []) out.say(`  The orchestrator will ${sayOrchestrated(each)}`);
	for (const owner of plan.owners)
		out.say(`  ! ${owner.name} may change it back ${owner.revertsWhen} (${owner.evidence})`);
	const isUnowned = plan.steps.every(step => isLineIntoPod(step) || step.type === 'create');
	if (plan.owners.length === 0 && !isUnowned) out.say(`  Owners: ${sayNoOwners(plan)}`);
	for (const concern of plan.concerns)
		out.say(`  ! ${concern.says}${concern.hint ? ` ${concern.hint}` : ''}`);
	for (const {reason, about} of plan.announcements ?? [])
		out.say(`  Event: ${reason} will be written on ${sayRef(about)}`);
	out.say(`  Undo: ${sayTakingBackLater(plan)}`);
}

function sayTakingBackLater({action, undo}: Plan): string {
	const isBack = action === 'undo' || action === 'redo';
	const how = isBack
		? `sluice ${action === 'undo' ? 'redo' : 'undo'}, with the id that is printed, does it again.`
		: 'sluice undo puts the former values back.';
	return sayUndo(undo, how);
}

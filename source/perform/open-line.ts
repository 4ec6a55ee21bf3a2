import type {Exited, ForwardState} from '../model/line.ts';
import type {Permit} from '../model/permit.ts';
import type {Step} from '../model/plan.ts';
import type {Outcome} from '../model/telling.ts';
import type {Answer, Trouble} from '../model/trouble.ts';
import {linkTo} from './link-to.ts';
import {failed, troubled} from './outcomes.ts';
import type {Underway} from './performance.ts';
import {ended, type Recorder} from './record.ts';

/** Opens the line into a pod that the plan asks for, and records that it was opened, and how it ended. */
export function openLine(
	permit: Permit,
	step: Step,
	began: number,
	record: Recorder,
	performance: Underway,
): Promise<Outcome> {
	return step.type === 'exec'
		? runInPod(permit, step, began, record, performance)
		: leadToPod(permit, step, began, record, performance);
}

async function runInPod(
	permit: Permit,
	step: Step,
	began: number,
	record: Recorder,
	performance: Underway,
): Promise<Outcome> {
	const {plan} = permit;
	const {cluster, clock, signal, tell, lendTerminal} = performance;
	if (lendTerminal === undefined) return failed(noTerminal, plan, [], [step], record.id);
	let isOpen = false;
	const exited = await lendTerminal(plan.says, (ends, interrupted): Promise<Answer<Exited>> => {
		const opened = () => {
			isOpen = true;
			record.append({type: 'applied', id: record.id, steps: 1});
			tell({type: 'applied', step});
			ends.opened();
		};
		return cluster.exec(permit, step, {...ends, opened}, AbortSignal.any([signal, interrupted]));
	});
	if (!exited.ok) {
		return isOpen
			? failed(exited.trouble, plan, [step], [], record.id)
			: troubled(exited.trouble, plan, [], record.id);
	}
	const {exitCode} = exited.value;
	const tookMs = clock.now() - began;
	const progress = `It ended with exit code ${exitCode}.`;
	return {end: 'settled', plan, id: record.id, tookMs, progress, exitCode};
}

const noTerminal: Trouble = {
	reason: 'invalid',
	says: 'A command in a pod needs a screen of its own, which there is none of here.',
	hint: 'sluice exec POD runs it from a shell.',
};

async function leadToPod(
	permit: Permit,
	step: Step,
	began: number,
	record: Recorder,
	performance: Underway,
): Promise<Outcome> {
	const {plan} = permit;
	const {cluster, clock, signal, tell, after} = performance;
	const opened = await cluster.forward(permit, step);
	if (!opened.ok) return troubled(opened.trouble, plan, [], record.id);
	const forwarding = opened.value;
	record.append({type: 'applied', id: record.id, steps: 1});
	tell({type: 'applied', step});
	if (signal.aborted) forwarding.stop();
	signal.addEventListener('abort', () => forwarding.stop(), {once: true});
	const page = step.leads?.page;
	const link = page && (await linkTo(page, forwarding.local, cluster));
	performance.forwards?.({id: record.id, plan, forwarding, ...(link && {link})});
	after(
		forwarding.ended.then(state =>
			record.append(ended(record.id, 'settled', sayForwardEnd(state), performance)),
		),
	);
	const {says: progress} = forwarding.state();
	return {end: 'settled', plan, id: record.id, tookMs: clock.now() - began, progress};
}

/** What passed is counted and never kept. */
function sayForwardEnd({local, connections, bytesIn, bytesOut}: ForwardState): string {
	const many = connections === 1 ? '1 connection' : `${connections} connections`;
	return `The forward of 127.0.0.1:${local} was ended, after ${many}, ${bytesOut} bytes to the pod and ${bytesIn} from it.`;
}

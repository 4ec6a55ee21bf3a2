import {expect, test, vi} from 'vitest';
import {App} from '../../source/app.tsx';
import {connect} from '../../source/cluster/connect.ts';
import {memoryJournal} from '../../source/journal/journal.ts';
import {systemClock} from '../../source/model/clock.ts';
import {issuePermit} from '../../source/model/permit.ts';
import {drive} from '../../source/run/drive.ts';
import {initialState} from '../../source/store/state.ts';
import {createStore} from '../../source/store/store.ts';
import {barePlan} from '../kit/plan.ts';
import {deployments} from '../kit/resources.ts';
import {openScreen} from '../kit/screen.ts';
import {startScriptedApi} from '../kit/scripted-api.ts';

test('the terminal is asked whether it has a preview only after the preview was sent, and again for each that differs', async () => {
	const api = await startScriptedApi();
	const connected = await connect({kubeconfig: api.kubeconfig(), env: {}});
	if (!connected.ok) throw new Error(connected.trouble.says);
	const store = createStore(
		initialState({
			context: connected.value.context,
			contexts: [],
			isReadOnly: false,
			isProduction: false,
			namespace: 'shop',
			screen: {name: 'now'},
			size: {columns: 80, rows: 24},
			now: systemClock.now(),
		}),
	);
	const screen = await openScreen(<App store={store} clock={systemClock} />);
	const answers: Array<() => void> = [];
	const sentBefore: string[] = [];
	const driven = drive({
		store,
		cluster: connected.value,
		clock: systemClock,
		wallClock: systemClock,
		journal: memoryJournal(),
		connectOther: async () => connected,
		rulesFor: each => ({readOnly: false, isProduction: false, contextName: each.context.name}),
		isChoked: () => false,
		whenDrained(call) {
			sentBefore.push(screen.emulator.written.join(''));
			answers.push(call);
		},
		copy: () => {},
		repaint: () => {},
		suspend: () => {},
		lend: (_says, use) => use(new AbortController().signal),
		log: () => {},
	});
	const command = {
		action: 'restart',
		target: {
			resource: deployments,
			namespace: 'shop',
			name: 'web',
			uid: 'w',
		},
	} as const;
	store.dispatch({type: 'asked', commands: [command], says: 'Restart'});
	const [run] = store.get().dialog!.runs;
	const told = (says: string) => {
		const plan = {...barePlan, says};
		const permit = issuePermit(plan, {by: 'key'});
		store.dispatch(
			{type: 'told', run: run!, telling: {type: 'planned', plan}, at: systemClock.now()},
			{type: 'told', run: run!, telling: {type: 'permitted', permit}, at: systemClock.now()},
		);
	};
	told('Restart what was read first');
	await vi.waitFor(() => expect(sentBefore).toHaveLength(1), 10_000);
	expect(sentBefore[0]).toContain('Restart what was read first');
	told('Restart what was read afresh');
	// What else changes it, such as its size, is asked about as well.
	await vi.waitFor(() => expect(sentBefore.at(-1)).toContain('afresh'), 10_000);
	// The terminal has the first of them now, and nobody has read the second.
	answers[0]!();
	expect(store.get().dialog?.shownAt).toBeUndefined();
	answers.at(-1)!();
	expect(store.get().dialog?.shownAt).toBeDefined();
	driven.stop();
	screen.close();
	await api.close();
});

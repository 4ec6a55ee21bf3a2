import {expect, test} from 'vitest';
import {completions, readLine} from '../../source/commands/palette.ts';
import {noon, shop, storeOf} from '../screens/world.ts';

const press = {at: noon};
const state = storeOf(shop, {screen: {name: 'list', view: 'deployments'}}).get();

function command(line: string) {
	const read = readLine(line, state, press);
	return 'wrong' in read ? read.wrong : read.command;
}

test.each([
	['pods', 'pods'],
	['po', 'pods'],
	['dp', 'deployments'],
	['svc', 'services'],
	['services', 'services'],
	['ksvc', 'services.serving.knative.dev'],
	['services.serving.knative.dev', 'services.serving.knative.dev'],
	['hpa', 'horizontalpodautoscalers'],
	['split', 'splits'],
	['deploym', 'deployments'],
])(':%s opens %s', (line, view) => {
	expect(command(line)).toMatchObject([{type: 'screenOpened', screen: {name: 'list', view}}]);
});

test.each([
	['pods -n models', 'models', ''],
	['pods models', 'models', ''],
	['pods -A', undefined, ''],
	['pods -n models /web !api', 'models', 'web !api'],
])(':%s sets the namespace and the filter', (line, namespace, filter) => {
	expect(command(line)).toMatchObject([
		{type: 'namespaceChosen', namespace},
		{type: 'screenOpened', screen: {view: 'pods', list: {filter}}},
	]);
});

test.each([
	['ns models', [{type: 'namespaceChosen', namespace: 'models'}]],
	['ns all', [{type: 'namespaceChosen', namespace: undefined}]],
	['ctx us1', [{type: 'contextChosen', name: 'us1'}]],
	['q', [{type: 'quit', at: noon}]],
	['scale 7', [{type: 'asked', commands: [{action: 'scale', replicas: 7}]}]],
	['upgrade web=x:2', [{type: 'asked', commands: [{action: 'upgrade', container: 'web', image: 'x:2'}]}]],
	['rollback 1', [{type: 'asked', commands: [{action: 'rollback', toRevision: 1}]}]],
	['rollback', [{type: 'asked', commands: [{action: 'rollback', toRevision: undefined}]}]],
	['restart', [{type: 'asked', commands: [{action: 'restart'}]}]],
	['scale', [{type: 'promptOpened', prompt: {asks: 'replicas'}}]],
	['undo', [{type: 'asked', commands: [{action: 'undo'}]}]],
])(':%s', (line, events) => {
	expect(command(line)).toMatchObject(events);
});

test.each([
	['nonsense', 'There is no command nonsense'],
	['ctx nowhere', 'There is no context nowhere'],
	['ns nowhere', 'There is no namespace nowhere'],
	['pods -n nowhere', 'There is no namespace nowhere'],
	['scale many', 'whole number'],
	['rollback last', 'number'],
	['shift a=1', 'no traffic split'],
	['swap', 'no traffic split'],
	['confirm', 'means nothing on this screen'],
])(':%s says what is wrong', (line, says) => {
	expect(command(line)).toContain(says);
});

test('an exact name or alias ranks above a beginning, a beginning above a middle', () => {
	expect(completions('po', state)[0]?.text).toBe('pods');
	expect(
		completions('no', state)
			.map(({text}) => text)
			.slice(0, 2),
	).toEqual(['nodes', 'now']);
	expect(completions('ns mo', state).map(({text}) => text)).toEqual(['ns models']);
	expect(completions('ctx us', state).map(({text}) => text)).toEqual(['ctx us1']);
});

test('shares can be spoken on a split', () => {
	const splits = storeOf(shop, {screen: {name: 'list', view: 'splits'}}).get();
	expect(readLine('shift cards-v2=25', splits, press)).toMatchObject({
		isHarmful: true,
		command: [
			{
				type: 'asked',
				commands: [{action: 'shift', rule: 'cards', percents: [{backend: 'cards-v2', percent: 25}]}],
			},
		],
	});
	expect(readLine('swap', splits, press)).toMatchObject({
		isHarmful: true,
		command: [{type: 'asked', commands: [{action: 'swap', rule: 'cards'}]}],
	});
	expect(completions('shift ca', splits).map(({text}) => text)).toEqual([
		'shift cards-v1=',
		'shift cards-v2=',
	]);
});

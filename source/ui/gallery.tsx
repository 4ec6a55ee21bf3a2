import {Box} from 'ink';
import type {ReactElement, ReactNode} from 'react';
import type {Health} from '../model/health.ts';
import {isTooSmall} from '../model/least-size.ts';
import {Chart} from './chart.tsx';
import {Dialog} from './dialog.tsx';
import {Footer} from './footer.tsx';
import {
	confirmKey,
	hints,
	now,
	podColumns,
	pods,
	preview,
	said,
	trouble,
	wave,
	weights,
	wideNames,
	yaml,
} from './gallery-samples.ts';
import {Header} from './header.tsx';
import {LargeWeights} from './large-weights.tsx';
import {type Line, segment} from './line.ts';
import {Message} from './message.tsx';
import {Panel} from './panel.tsx';
import {Prompt} from './prompt.tsx';
import {ScrollText} from './scroll-text.tsx';
import {Table, type TableRow} from './table.tsx';
import type {Look} from './theme.ts';
import {TooSmall} from './too-small.tsx';
import {WeightBars} from './weight-bar.tsx';

type Size = {readonly columns: number; readonly rows: number};

/** One component in one mood. */
export type Exhibit = {readonly name: string; readonly show: (size: Size) => ReactElement};

/** One exhibit on the whole screen. `place` counts from 0 and goes round. */
export function Gallery({place, columns, rows}: Size & {readonly place: number}): ReactElement {
	const at = ((place % exhibits.length) + exhibits.length) % exhibits.length;
	if (isTooSmall({columns, rows})) return <TooSmall columns={columns} rows={rows} />;
	return exhibits[at]!.show({columns, rows});
}

type Frame = {
	readonly size: Size;
	readonly health?: Health;
	readonly place?: {readonly word: string; readonly look: Look};
	readonly mode?: string;
	readonly isArmed?: boolean;
	readonly context?: string;
	readonly children: (body: {readonly width: number; readonly height: number}) => ReactNode;
};

/** Header, body, footer: exactly as high as the terminal. */
function Screen({
	size: {columns, rows},
	health,
	place,
	mode,
	isArmed,
	context,
	children,
}: Frame): ReactElement {
	return (
		<Box flexDirection="column" width={columns} height={rows}>
			<Header
				width={columns}
				context={context ?? 'demo'}
				namespace="shop"
				place={place ?? {word: 'local', look: 'local'}}
				mode={mode ?? ''}
				isArmed={isArmed}
				health={health ?? {state: 'live'}}
				hasData={true}
				now={now}
			/>
			<Box width={columns} height={rows - 2}>
				{children({width: columns, height: rows - 2})}
			</Box>
			<Footer width={columns} hints={hints} last={{key: '?', says: 'help'}} />
		</Box>
	);
}

function table(props: {
	rows?: TableRow[];
	empty?: Line[];
	cursorKey?: string;
	scrolledBy?: number;
	isLarge?: boolean;
}) {
	return ({width, height}: {width: number; height: number}): ReactNode => (
		<Table
			columns={podColumns}
			rows={props.rows?.slice(0, height - 1) ?? []}
			empty={props.empty}
			cursorKey={props.cursorKey}
			scrolledBy={props.scrolledBy}
			isLarge={props.isLarge}
			sort={{column: 0, isDescending: false}}
			width={width}
			height={height}
		/>
	);
}

export const exhibits: readonly Exhibit[] = [
	{
		name: 'table, live',
		show: size => <Screen size={size}>{table({rows: pods(0, size.rows), cursorKey: 'uid-4'})}</Screen>,
	},
	{
		name: 'table, 5000 pods, near the end',
		show: size => (
			<Screen size={size}>
				{table({rows: pods(5003 - size.rows, size.rows - 3), cursorKey: 'uid-4999'})}
			</Screen>
		),
	},
	{
		name: 'table, columns scrolled',
		show: size => <Screen size={size}>{table({rows: pods(0, size.rows), scrolledBy: 2})}</Screen>,
	},
	{
		name: 'table, empty',
		show: size => (
			<Screen size={size}>
				{table({empty: [[], said('No pods in namespace shop.'), said('0 shows all namespaces.', 'dim')]})}
			</Screen>
		),
	},
	{
		name: 'table, loading',
		show: size => (
			<Screen size={size} health={{state: 'listing', received: 500}}>
				{table({rows: pods(0, 6)})}
			</Screen>
		),
	},
	{
		name: 'table, stale',
		show: size => (
			<Screen
				size={size}
				health={{state: 'stale', since: now - 48_000, retryAt: now + 5000, trouble}}
				place={{word: 'PROD', look: 'production'}}
				mode="armed, 12 min left"
				isArmed
				context="arn:aws:eks:eu-central-1:123456789012:cluster/payments-production"
			>
				{table({rows: pods(0, size.rows)})}
			</Screen>
		),
	},
	{
		name: 'table, denied',
		show: size => (
			<Screen
				size={size}
				health={{state: 'denied', trouble}}
				place={{word: 'PROD', look: 'production'}}
				mode="read-only"
			>
				{table({
					empty: [
						[],
						said('You may not list pods in namespace shop.', 'bad'),
						said('Ask for: list, watch pods.', 'dim'),
					],
				})}
			</Screen>
		),
	},
	{
		name: 'table, wide characters',
		show: size => (
			<Screen size={size} context="統合クラスタ">
				{table({rows: pods(0, 6, p => wideNames[p]!), cursorKey: 'uid-1'})}
			</Screen>
		),
	},
	{
		name: 'split, as it is',
		show: size => (
			<Screen size={size}>
				{({width, height}) => (
					<Panel
						title="HTTPRoute checkout, rule cards"
						says="accepted, programmed"
						width={width}
						height={height}
					>
						<WeightBars rows={weights} width={width} />
					</Panel>
				)}
			</Screen>
		),
	},
	{
		name: 'split, a draft and a chart',
		show: size => (
			<Screen size={size} place={{word: 'PROD', look: 'production'}} mode="armed, 12 min left" isArmed>
				{({width, height}) => (
					<Box flexDirection="column">
						<Panel title="HTTPRoute checkout, rule cards" width={width} height={4}>
							<WeightBars
								rows={[
									{...weights[0], draft: 50},
									{...weights[1], draft: 50},
								]}
								width={width}
							/>
						</Panel>
						<Panel title="p99 in ms" width={width} height={height - 4}>
							<Chart
								series={[
									{name: 'v1', points: wave(0, 20), look: 'champion'},
									{
										name: 'v2',
										points: wave(9, 35).map((v, i) => (i % 50 > 42 ? undefined : v)),
										look: 'challenger',
									},
								]}
								width={width}
								height={height - 5}
							/>
						</Panel>
					</Box>
				)}
			</Screen>
		),
	},
	{
		name: 'chart, nothing known yet',
		show: size => (
			<Screen size={size}>
				{({width, height}) => (
					<Chart
						series={[{name: 'v1', points: [Number.NaN, undefined], look: 'champion'}]}
						width={width}
						height={height}
					/>
				)}
			</Screen>
		),
	},
	{
		name: 'preview over a table',
		show: size => (
			<Screen size={size}>
				{body => (
					<Box width={body.width} height={body.height}>
						{table({rows: pods(0, size.rows), cursorKey: 'uid-4'})(body)}
						<Dialog {...body} title="Shift traffic" lines={preview} confirm={confirmKey} />
					</Box>
				)}
			</Screen>
		),
	},
	{
		name: 'preview in production, a failed apply',
		show: size => (
			<Screen size={size} place={{word: 'PROD', look: 'production'}} mode="armed, 2 min left" isArmed>
				{body => (
					<Dialog
						{...body}
						look="bad"
						title="Nothing was changed"
						lines={[
							[
								segment('✗ ', 'bad'),
								segment('HTTPRoute shop/checkout changed since you looked: checkout-v2 has 30 %, not 25 %.'),
							],
							[],
							[segment('The preview is drawn again on what the cluster says now.', 'dim')],
						]}
						confirm={[
							segment('type '),
							segment('checkout', 'key'),
							segment(' to go on    '),
							segment('⏎', 'key'),
							segment(' cancel'),
						]}
					/>
				)}
			</Screen>
		),
	},
	{
		name: 'prompts and messages',
		show: size => (
			<Screen size={size}>
				{({width}) => (
					<Box flexDirection="column">
						<Prompt width={width} label=":" value="depl" cursor={4} ghost="oyments" says="2 commands" />
						<Prompt width={width} label="/" value="checkout -v2" cursor={8} says="12 of 5000" />
						<Prompt width={width} label="Replicas " value="-1" cursor={2} wrong="must be 0 or more" />
						<Prompt
							width={width}
							label="Image "
							value={`registry.example/${'very/'.repeat(30)}long:1.2.3`}
							cursor={120}
						/>
						<Message
							width={width}
							tone="good"
							says="Scaled Deployment shop/checkout to 5."
							hint="U takes it back"
						/>
						<Message width={width} tone="progress" says="3 of 5 pods ready." />
						<Message
							width={width}
							tone="warning"
							says="Data is 48 s old."
							hint="writes wait for fresh data"
						/>
						<Message
							width={width}
							tone="bad"
							says="You may not patch HTTPRoutes in shop."
							hint="ask for: patch httproutes"
						/>
					</Box>
				)}
			</Screen>
		),
	},
	{
		name: 'long text, scrolled',
		show: size => (
			<Screen size={size}>
				{({width, height}) => (
					<Panel title="Deployment shop/checkout" says="3-24 of 87" width={width} height={height}>
						<ScrollText
							lines={yaml.map(text => [segment(text)])}
							first={2}
							left={4}
							width={width}
							height={height - 1}
						/>
					</Panel>
				)}
			</Screen>
		),
	},
	{
		name: 'table, for the back row',
		show: size => (
			<Screen size={size}>
				{table({rows: pods(0, Math.ceil((size.rows - 3) / 2)), cursorKey: 'uid-4', isLarge: true})}
			</Screen>
		),
	},
	{
		name: 'split, for the back row',
		show: size => (
			<Screen size={size}>
				{({width, height}) => (
					<Panel title="HTTPRoute checkout, rule cards" width={width} height={height}>
						<LargeWeights
							rows={[
								{...weights[0], draft: 66.7},
								{...weights[1], draft: 33.3},
							]}
							width={width}
							size={height > 14 ? 'tall' : 'short'}
						/>
					</Panel>
				)}
			</Screen>
		),
	},
];

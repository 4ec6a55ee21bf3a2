import type {ReactElement} from 'react';
import type {LoginNeed} from '../model/login.ts';
import {bannerHeight} from '../store/geometry.ts';
import {linkOf} from '../store/select.ts';
import {keyIn, type State} from '../store/state.ts';
import {neutral} from '../terminal/neutral.ts';
import {type Line, type Segment, segment, spread} from '../ui/line.ts';
import {Lines} from '../ui/lines.tsx';
import {type Theme, useTheme} from '../ui/theme.ts';
import {wrapWords} from './wrap.ts';

/** Beneath the header, while the server does not let us in: the fact and the key, then why, and how old what is shown is. */
export function LoginBanner({
	state,
	width,
}: {
	readonly state: State;
	readonly width: number;
}): ReactElement | null {
	const theme = useTheme();
	if (state.login === undefined) return null;
	const height = bannerHeight(state);
	return <Lines lines={bannerLines(theme, state, state.login, width)} width={width} height={height} />;
}

export function bannerLines(theme: Theme, state: State, need: LoginNeed, width: number): readonly Line[] {
	const {signs, glyphs} = theme;
	const said: Line = [
		segment(` ${signs.bad} `, 'bad'),
		segment(neutral(sayNeed(need)), 'bad'),
		...keyOf(need, state),
	];
	const {health, hasData} = linkOf(state);
	const asOf =
		health?.state === 'stale' && hasData
			? [segment(` shown as of ${sayTime(health.since, true)} `, 'dim')]
			: [];
	const room = bannerHeight(state) - 1;
	const why = wrapWords([segment(neutral(sayWhy(need)), 'dim')], width - 4);
	const shown = why.slice(0, room).map((line, l): Line => {
		const isCut = l === room - 1 && why.length > room;
		return [segment('   '), ...line, ...(isCut ? [segment(glyphs.ellipsis, 'dim')] : [])];
	});
	return [spread(said, asOf, width, glyphs.ellipsis), ...shown];
}

/** What is so, and since when. */
function sayNeed({way, plugin, wasIn, trouble, since}: LoginNeed): string {
	const at = sayTime(since);
	if (way === 'consent') return `${plugin?.command} may not run yet: `;
	if (!wasIn) return 'Not logged in: ';
	return trouble.reason === 'unauthorized' ? `Credentials expired ${at}: ` : `No credentials since ${at}: `;
}

function keyOf({way}: LoginNeed, state: State): readonly Segment[] {
	const [before, key, after] =
		way === 'elsewhere'
			? (['renew them, then ', keyIn(state, 'refresh', 'ctrl-r'), ''] as const)
			: ([
					'press ',
					keyIn(state, 'login', 'L'),
					way === 'consent' ? ' to look at it' : ' to log in',
				] as const);
	return [segment(before, 'bad'), segment(key, 'key'), segment(after, 'bad')];
}

/** Who has nobody to ask here reads what to renew; else what the plug-in or the server said. */
function sayWhy({way, trouble: {says, hint}}: LoginNeed): string {
	const short = says.replace(/^The credential plug-in (.*) of user \S+ /, '$1 ');
	return way === 'elsewhere' ? (hint ?? short) : short;
}

/** The time on the operator's clock. */
function sayTime(time: number, withSeconds = false): string {
	const at = new Date(time);
	const parts = [at.getHours(), at.getMinutes(), ...(withSeconds ? [at.getSeconds()] : [])];
	return parts.map(part => String(part).padStart(2, '0')).join(':');
}

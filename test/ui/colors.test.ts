import {describe, expect, test} from 'vitest';
import {type Colors, type Look, type Theme, type Tone, theme, themeFor} from '../../source/ui/theme.ts';

// Whether people who see fewer colours, and terminals light or dark, still show every tone as what it is.

type Rgb = readonly [red: number, green: number, blue: number];

/** The sixteen as xterm draws them; whoever changes their palette does it to see better. */
const basic: readonly Rgb[] = [
	[0, 0, 0],
	[205, 0, 0],
	[0, 205, 0],
	[205, 205, 0],
	[0, 0, 238],
	[205, 0, 205],
	[0, 205, 205],
	[229, 229, 229],
	[127, 127, 127],
	[255, 0, 0],
	[0, 255, 0],
	[255, 255, 0],
	[92, 92, 255],
	[255, 0, 255],
	[0, 255, 255],
	[255, 255, 255],
];
const steps = [0, 95, 135, 175, 215, 255];

/** A colour of the 256, as every terminal draws those above 15. */
function rgbOf(color: number): Rgb {
	if (color < 16) return basic[color]!;
	if (color >= 232) {
		const grey = 8 + (color - 232) * 10;
		return [grey, grey, grey];
	}
	const place = color - 16;
	return [steps[Math.floor(place / 36)]!, steps[Math.floor(place / 6) % 6]!, steps[place % 6]!];
}

type Drawn = {
	readonly text?: Rgb;
	readonly ground?: Rgb;
	readonly isBold: boolean;
	readonly isInverse: boolean;
};

function drawn(sgr: string): Drawn {
	const foreground = /38;5;(\d+)/.exec(sgr)?.[1];
	const background = /48;5;(\d+)/.exec(sgr)?.[1];
	const rest = sgr.replaceAll(/[34]8;5;\d+/g, '').split(';');
	const basicText = rest.find(each => /^3[0-7]$/.test(each));
	const basicGround = rest.find(each => /^4[0-7]$/.test(each));
	const text = foreground ?? (basicText && String(Number(basicText) - 30));
	const ground = background ?? (basicGround && String(Number(basicGround) - 40));
	return {
		...(text !== undefined && {text: rgbOf(Number(text))}),
		...(ground !== undefined && {ground: rgbOf(Number(ground))}),
		isBold: rest.includes('1'),
		isInverse: rest.includes('7'),
	};
}

const linear = (channel: number) => {
	const part = channel / 255;
	return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
};

/** WCAG 2.1. */
function contrast(left: Rgb, right: Rgb): number {
	const [light, dark] = [left, right]
		.map(([red, green, blue]) => 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue))
		.sort((a, b) => b - a) as [number, number];
	return (light + 0.05) / (dark + 0.05);
}

/** How dichromats see, on linear RGB: Viénot, Brettel and Mollon 1999 for red and green; for blue the simulation of Machado 2009 at full severity. */
const seen: Readonly<Record<string, readonly Rgb[]>> = {
	everybody: [
		[1, 0, 0],
		[0, 1, 0],
		[0, 0, 1],
	],
	protanopia: [
		[0.11238, 0.88762, 0],
		[0.11238, 0.88762, 0],
		[0.00401, -0.00401, 1],
	],
	deuteranopia: [
		[0.29275, 0.70725, 0],
		[0.29275, 0.70725, 0],
		[-0.02234, 0.02234, 1],
	],
	tritanopia: [
		[1.255528, -0.076749, -0.178779],
		[-0.078411, 0.930809, 0.147602],
		[0.004733, 0.691367, 0.3039],
	],
};

/** CIELAB (D65) of a colour as it is seen. */
function lab(color: Rgb, matrix: readonly Rgb[]): Rgb {
	const [red, green, blue] = color.map(linear) as unknown as Rgb;
	const [r, g, b] = matrix.map(row =>
		Math.min(1, Math.max(0, row[0] * red + row[1] * green + row[2] * blue)),
	) as unknown as Rgb;
	const xyz = [
		(0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505,
		0.2126 * r + 0.7152 * g + 0.0722 * b,
		(0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089,
	].map(part => (part > 0.008856 ? Math.cbrt(part) : 7.787 * part + 16 / 116)) as unknown as Rgb;
	return [116 * xyz[1] - 16, 500 * (xyz[0] - xyz[1]), 200 * (xyz[1] - xyz[2])];
}

function difference(left: Rgb, right: Rgb, matrix: readonly Rgb[]): number {
	const [a, b] = [lab(left, matrix), lab(right, matrix)];
	return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

const black: Rgb = [0, 0, 0];
const white: Rgb = [255, 255, 255];
const tones: readonly Tone[] = ['dim', 'good', 'progress', 'warning', 'bad'];
const pairs = tones.flatMap((left, l) => tones.slice(l + 1).map(right => [left, right] as const));
const palettes: readonly Colors[] = ['16', '256', 'truecolor'];
const themes: ReadonlyArray<readonly [name: string, theme: Theme, isLight: boolean]> = palettes.flatMap(
	colors =>
		[false, true].map(
			isLight =>
				[
					`${colors} on ${isLight ? 'light' : 'dark'}`,
					theme({colors, isUnicode: true, isLight}),
					isLight,
				] as const,
		),
);

describe('tones that differ in meaning', () => {
	test.each([true, false])('have signs of their own (Unicode: %s)', isUnicode => {
		const {signs} = theme({colors: 'none', isUnicode});
		expect(new Set(Object.values(signs)).size).toBe(Object.keys(signs).length);
	});

	describe.each(Object.entries(seen))('as seen by %s', (_who, matrix) => {
		test.each(themes)('are told apart in %s', (_name, {sgr}) => {
			const alike = pairs.filter(([left, right]) => {
				const [a, b] = [drawn(sgr[left]), drawn(sgr[right])];
				// Bold tells apart what colours alone do not; the default colour is the ground's opposite.
				if (a.isBold !== b.isBold || a.text === undefined || b.text === undefined) return false;
				return difference(a.text, b.text, matrix) < 10;
			});
			expect(alike).toEqual([]);
		});
	});
});

/** Looks whose words must be read; rules and the text of others are the frame around them. */
const read = Object.keys(theme({colors: '256', isUnicode: true}).sgr).filter(
	look => look !== 'rule',
) as readonly Look[];

/** Sixteen colours are the terminal's own: whoever has a light one has chosen them to be read on it. */
describe.each([
	['black', black, false],
	['white', white, true],
] as const)('on %s', (_name, ground, isOnLight) => {
	test.each(read)('%s can be read', look => {
		for (const [, {sgr, colors}, isLight] of themes) {
			if (colors === '16' || isLight !== isOnLight) continue;
			const {text, ground: own, isBold, isInverse} = drawn(sgr[look]);
			if (text === undefined || isInverse) continue;
			expect(contrast(text, own ?? ground), sgr[look]).toBeGreaterThanOrEqual(isBold ? 3 : 4.5);
		}
	});
});

test.each([
	['15;0', false],
	['0;15', true],
	['0;7', true],
	['0;default;15', true],
	['7;8', false],
	['', false],
	['nonsense', false],
])('a terminal that says COLORFGBG=%s is taken at its word', (COLORFGBG, isLight) => {
	const {sgr} = themeFor({TERM: 'xterm-256color', COLORFGBG});
	expect(sgr.bad).toBe(theme({colors: '256', isUnicode: true, isLight}).sgr.bad);
});

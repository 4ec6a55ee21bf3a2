import {displayWidth, takeWidth, takeWidthFromEnd} from '../terminal/width.ts';

/** Where a text that is too long loses its characters: its end, or its middle where both ends tell names apart. */
export type Cut = 'end' | 'middle';

/** The text in at most `width` cells; where something had to go, `ellipsis` stands for it. */
export function shorten(text: string, width: number, ellipsis = '…', cut: Cut = 'end'): string {
	if (displayWidth(text) <= width) return text;
	const room = width - displayWidth(ellipsis);
	if (room <= 0) return takeWidth(ellipsis, width);
	if (cut === 'end') return takeWidth(text, room) + ellipsis;
	const head = takeWidth(text, Math.ceil(room / 2));
	return head + ellipsis + takeWidthFromEnd(text, room - displayWidth(head));
}

/** The text in exactly `width` cells. */
export function fitted(
	text: string,
	width: number,
	{align = 'left', ellipsis, cut}: {align?: 'left' | 'right'; ellipsis?: string; cut?: Cut} = {},
): string {
	const short = shorten(text, width, ellipsis, cut);
	const blank = ' '.repeat(Math.max(0, width - displayWidth(short)));
	return align === 'right' ? blank + short : short + blank;
}

declare module 'asciichart' {
	export type PlotConfig = {
		readonly min?: number;
		readonly max?: number;
		readonly height?: number;
		readonly offset?: number;
		readonly format?: (value: number, index: number) => string;
		readonly symbols?: readonly string[];
	};

	/** Throws on an empty series and on values that are not finite. */
	export function plot(series: readonly number[], config?: PlotConfig): string;
}

// The parts of a dashboard's JSON that the checks read.
export interface Target {
  refId: string;
  expr: string;
  format?: string;
  instant?: boolean;
  legendFormat?: string;
}

export interface Override {
  matcher: {id: string; options: unknown};
  properties: {id: string; value?: unknown}[];
}

export interface Panel {
  id?: number;
  type: string;
  title?: string;
  description?: string;
  repeat?: string;
  gridPos?: {x: number; y: number; w: number; h: number};
  datasource?: {uid?: string};
  targets?: Target[];
  transformations?: {id: string; options: Record<string, unknown>}[];
  options?: {xField?: string; sortBy?: {displayName: string}[]};
  fieldConfig?: {defaults: {unit?: string}; overrides: Override[]};
}

export interface Variable {
  type: string;
  name: string;
  query: string | {query: string};
  multi?: boolean;
  includeAll?: boolean;
  sort?: number;
}

export interface Annotation {
  name: string;
  target?: Target;
  textFormat?: string;
  tagKeys?: string;
  useValueForTime?: boolean;
}

export interface Dashboard {
  uid?: string;
  title?: string;
  panels?: Panel[];
  templating?: {list?: Variable[]};
  annotations?: {list?: Annotation[]};
}

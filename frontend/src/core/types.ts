/** The shapes of the /app/ API. Texts map a language to words; moments are RFC 3339 in UTC; money is in minor units. */

export type Text = Record<string, string>;
export interface Money {
  amount: number;
  currency: string;
}
export interface Page<T> {
  count: number;
  next: string | null;
  previous: string | null;
  results: T[];
}

export interface EventRef {
  id: string;
  organizer: string;
  slug: string;
  name: Text;
  live: boolean;
  date_from: string | null;
  date_to: string | null;
  timezone: string;
  currency: string;
  /** One event, many dates. */
  has_subevents: boolean;
}
export interface OrganizerRef {
  slug: string;
  name: string | Text;
  can_create_events: boolean;
}
export interface Session {
  user: null | { email: string; name: string };
  organizers: OrganizerRef[];
  events: EventRef[];
  current: string | null;
  languages: [string, string][];
}
export type LevelName = "none" | "staff" | "admin" | "superadmin";
export interface Permissions {
  modules: Record<string, LevelName>;
  capabilities: string[];
}

export interface Problem {
  code: string;
  message: string;
}
export interface EventSettings {
  attendee_emails_asked?: boolean;
  payment_term_days?: number;
  contact_mail?: string;
  imprint_url?: string;
  banktransfer_details?: Text;
  invoice_address_asked?: boolean;
  primary_color?: string;
  welcome_text?: Text;
  waiting_list_enabled?: boolean;
  waiting_list_auto?: boolean;
  waiting_list_hours?: number;
  invoice_generate?: string;
  invoice_address_from_name?: string;
  invoice_address_from?: string;
  invoice_address_from_tax_id?: string;
  invoice_address_from_vat_id?: string;
  invoice_numbers_prefix?: string;
  invoice_footer_text?: string;
}
export interface EventDetail extends EventRef {
  testmode: boolean;
  date_admission: string | null;
  presale_start: string | null;
  presale_end: string | null;
  is_public: boolean;
  location: Text | null;
  geo_lat: number | null;
  geo_lon: number | null;
  plugins: string[];
  settings: EventSettings;
  public_url: string;
  meta_data: Record<string, string>;
  problems: Problem[];
}
export interface Plugin {
  name: string;
  title: string;
  restricted: boolean;
  kind: "payment" | "other";
  /** Open to the current organizer. */
  available: boolean;
}

export interface Category {
  id: number;
  name: Text;
  internal_name: string | null;
  description: Text | null;
  position: number;
  is_addon: boolean;
}
export interface TaxRule {
  id: number;
  name: Text;
  internal_name: string | null;
  code: string | null;
  keep_gross_if_rate_changes: boolean;
  rate: string;
  price_includes_tax: boolean;
  home_country: string;
  eu_reverse_charge: boolean;
  default: boolean;
}
export interface Variation {
  id?: number;
  value: Text;
  active: boolean;
  default_price: Money | null;
  original_price: Money | null;
  position: number;
  description: Text | null;
  available_from: string | null;
  available_until: string | null;
  require_approval: boolean;
  checkin_attention: boolean;
  checkin_text: string | null;
}
export interface PricePhase {
  id?: number;
  name: Text;
  amount: Money;
  starts_at: string | null;
  ends_at: string | null;
}
export interface LevelProfile {
  rank: number;
  color: string;
  badge_type: string;
  min_age: number | null;
  max_age: number | null;
}
export type ItemKind = "admission" | "merch" | "ticket" | "benefit" | "donation" | "fee" | "table";
export interface AddOn {
  id?: number;
  addon_category: number;
  min_count: number;
  max_count: number;
  position: number;
  price_included: boolean;
  multi_allowed: boolean;
}
export interface Bundle {
  id?: number;
  bundled_item: number;
  bundled_variation: number | null;
  count: number;
  designated_price: Money | null;
}
export interface ProgramTime {
  id?: number;
  start: string;
  end: string;
  location: Text | null;
}
export interface Item {
  id: number;
  kind: ItemKind;
  name: Text;
  internal_name: string | null;
  description: Text | null;
  active: boolean;
  default_price: Money;
  original_price: Money | null;
  tax_rule: number | null;
  category: number | null;
  position: number;
  available_from: string | null;
  available_until: string | null;
  min_per_order: number | null;
  max_per_order: number | null;
  free_price: boolean;
  personalized: boolean;
  require_approval: boolean;
  require_voucher: boolean;
  hide_without_voucher: boolean;
  require_bundling: boolean;
  allow_cancel: boolean;
  generate_tickets: boolean | null;
  checkin_attention: boolean;
  checkin_text: string | null;
  validity_mode: "fixed" | "dynamic" | null;
  validity_fixed_from: string | null;
  validity_fixed_until: string | null;
  validity_dynamic_duration_minutes: number | null;
  validity_dynamic_duration_hours: number | null;
  validity_dynamic_duration_days: number | null;
  validity_dynamic_duration_months: number | null;
  meta_data: Record<string, string>;
  /** The address of its picture. */
  picture: string | null;
  variations: Variation[];
  price_phases: PricePhase[];
  addons: AddOn[];
  bundles: Bundle[];
  program_times: ProgramTime[];
  level: LevelProfile | null;
  current_price: Money;
  sold: number;
}
/** What differs for an item, or a variation of it, at a date; price null is the usual one. */
export interface DatePrice {
  item: number;
  variation: number | null;
  price: Money | null;
  disabled: boolean;
  available_from: string | null;
  available_until: string | null;
}
export interface SeriesDate {
  id: number;
  name: Text;
  active: boolean;
  is_public: boolean;
  date_from: string;
  date_to: string | null;
  date_admission: string | null;
  presale_start: string | null;
  presale_end: string | null;
  location: Text | null;
  geo_lat: number | null;
  geo_lon: number | null;
  frontpage_text: Text | null;
  comment: string;
  meta_data: Record<string, string>;
  prices: DatePrice[];
  sold: number;
  public_url: string;
}
export interface Quota {
  id: number;
  name: string;
  subevent: number | null;
  size: number | null;
  items: number[];
  variations: number[];
  taken: number;
  available: number | null;
  closed: boolean;
  close_when_sold_out: boolean;
  release_after_exit: boolean;
}
export interface Voucher {
  id: number;
  code: string;
  max_usages: number;
  min_usages: number;
  redeemed: number;
  valid_until: string | null;
  block_quota: boolean;
  allow_ignore_quota: boolean;
  price_mode: "none" | "set" | "subtract" | "percent";
  value: string | null;
  budget: string | null;
  item: number | null;
  variation: number | null;
  quota: number | null;
  subevent: number | null;
  tag: string;
  comment: string;
  show_hidden_items: boolean;
  all_addons_included: boolean;
  all_bundles_included: boolean;
}
/** Somebody on the waiting list; `voucher` is the code that they were sent. */
export interface Waiting {
  id: number;
  name: string;
  email: string;
  phone: string;
  item: number;
  item_name: Text;
  variation: number | null;
  variation_name: Text | null;
  subevent: number | null;
  locale: string;
  priority: number;
  voucher: string | null;
  created_at: string;
}
/** One unit in a cart; `cart_id` null: a visitor's, who is choosing now. */
export interface Kept {
  id: number;
  cart_id: string | null;
  item: number;
  item_name: Text;
  variation_name: Text | null;
  subevent: number | null;
  price: Money | null;
  attendee_name: string;
  attendee_email: string;
  voucher: string | null;
  expires: string;
  created_at: string;
}
export type QuestionType = "N" | "S" | "T" | "B" | "C" | "M" | "D" | "H" | "W" | "CC" | "TEL" | "F";
export interface QuestionOption {
  id?: number;
  identifier?: string;
  answer: Text;
  position: number;
}
export interface Question {
  id: number;
  question: Text;
  help_text: Text | null;
  type: QuestionType;
  required: boolean;
  items: number[];
  position: number;
  identifier: string;
  ask_during_checkin: boolean;
  show_during_checkin: boolean;
  hidden: boolean;
  print_on_invoice: boolean;
  valid_number_min: string | null;
  valid_number_max: string | null;
  valid_date_min: string | null;
  valid_date_max: string | null;
  valid_datetime_min: string | null;
  valid_datetime_max: string | null;
  valid_string_length_max: number | null;
  valid_file_portrait: boolean;
  options: QuestionOption[];
  dependency_question: number | null;
  dependency_values: string[];
}

export type OrderStatus = "n" | "p" | "e" | "c";
export interface Position {
  positionid: number;
  /** The number of the position that it was added to. */
  addon_to: number | null;
  voucher: string | null;
  item: { id: number; name: Text };
  variation: null | { id: number; value: Text };
  subevent: null | { id: number; name: Text; date_from: string };
  price: Money;
  tax_rate: string;
  tax_value: Money;
  attendee_name: string | null;
  attendee_email: string | null;
  secret: string;
  canceled: boolean;
  blocked: boolean;
  answers: { id: number; question: Text | string; answer: string; file: string | null }[];
  registration: null | { code: string; status: string; attendance: string };
  checkins: { at: string; list: string; by: string }[];
}
export interface Payment {
  local_id: number;
  state: string;
  provider: string;
  amount: Money;
  created: string;
  payment_date: string | null;
}
export interface Refund {
  local_id: number;
  state: string;
  provider: string;
  amount: Money;
  created: string;
}
export interface Order {
  code: string;
  status: OrderStatus;
  status_text: string;
  email: string | null;
  phone: string | null;
  locale: string;
  datetime: string;
  expires: string | null;
  total: Money;
  tax_total: Money;
  payment_provider: string | null;
  comment: string;
  positions: Position[];
  payments: Payment[];
  refunds: Refund[];
  url: string;
  can: Record<OrderStep, boolean>;
}
export type OrderStep = "mark_paid" | "mark_pending" | "cancel" | "approve" | "deny" | "extend" | "reactivate" | "change" | "resend";
export interface Fee {
  id: number;
  fee_type: string;
  description: string;
  value: Money;
}
export interface Invoice {
  number: string;
  is_cancellation: boolean;
  date: string;
  refers: string | null;
}
/** One order with all that can be done about it; `barred` says why a step cannot be taken now. */
export interface OrderDetail extends Order {
  require_approval: boolean;
  checkin_attention: boolean;
  checkin_text: string | null;
  custom_followup_at: string | null;
  invoice_address: Record<string, string> | null;
  owed: Money;
  fees: Fee[];
  invoices: Invoice[];
  barred: Record<OrderStep, string | null>;
}

export interface Registration {
  code: string;
  name: string;
  badge_name: string;
  level: null | { id: number; name: Text; color: string };
  status: string;
  attendance: string;
  checked_in_at: string | null;
  email: string | null;
  order: string | null;
  created_at: string;
}
export interface CheckInList {
  id: number;
  name: string;
  subevent: number | null;
  all_products: boolean;
  limit_products: number[];
  include_pending: boolean;
  allow_multiple_entries: boolean;
  allow_entry_after_exit: boolean;
  addon_match: boolean;
  exit_all_at: string | null;
  rules: Record<string, unknown>;
  checkin_count: number;
  position_count: number;
}

export interface Counters {
  inside: number;
  entries: number;
  expected: number;
}
export interface RecentScan {
  at: string;
  name: string | null;
  level: Text | string | null;
  by: string;
  kind: "entry" | "exit";
  verdict: string;
  reason: string | null;
  checkin: number | string | null;
  annulled: boolean;
}
export interface ScanTicket {
  order: string;
  positionid: number;
  secret: string;
  name: string | null;
  badge_name: string | null;
  level: Text | string | null;
  level_color: string | null;
  item: Text | string;
  variation: Text | string | null;
  date: null | { id: number; name: Text; date_from: string };
  attention: boolean;
  texts: string[];
  order_status: OrderStatus;
  can_ignore_unpaid: boolean;
}
export interface DoorQuestion {
  id: number;
  question: Text;
  type: QuestionType;
  required: boolean;
  options: { id: number; answer: Text }[];
}
export interface ScanAnswer {
  verdict: "ok" | "refused" | "questions";
  reason: string | null;
  message: string;
  replay: boolean;
  checkin: number | string | null;
  ticket: ScanTicket | null;
  previous: null | { at: string; by: string; list: string; gate: string | null };
  questions: DoorQuestion[];
  counters: Counters;
}
export interface SearchHit {
  order: string;
  positionid: number;
  secret: string;
  name: string | null;
  level: Text | string | null;
  level_color: string | null;
  item: Text | string;
  order_status: OrderStatus;
  checked_in_at: string | null;
}

export interface Metrics {
  as_of: string;
  totals: {
    registrations: number;
    active: number;
    pending: number;
    cancelled: number;
    checked_in: number;
    orders: number;
    revenue: Money;
    outstanding: Money;
  };
  by_level: {
    id: number;
    name: Text | string;
    color: string;
    active: number;
    pending: number;
    cancelled: number;
    checked_in: number;
    revenue: Money;
  }[];
  by_day: { day: string; count: number; revenue: Money }[];
  arrivals: { hour: string; count: number }[];
}

export interface Device {
  id: number;
  name: string;
  all_events: boolean;
  limit_events: string[];
  security_profile: string;
  gate: number | null;
  revoked: boolean;
  created_at: string;
  initialized_at: string | null;
  last_seen_at: string | null;
  hardware_brand: string;
  hardware_model: string;
  software_brand: string;
  software_version: string;
}

export interface NewDevice extends Device {
  token: string;
  handshake: string;
  qr: string;
}

export interface DeviceProfile {
  name: string;
  title: string;
}

export interface Gate {
  id: number;
  name: string;
  identifier: string;
}

export interface Webhook {
  id: number;
  enabled: boolean;
  target_url: string;
  all_events: boolean;
  limit_events: string[];
  action_types: string[];
  comment: string;
  last_success: boolean | null;
  last_at: string | null;
}

export interface WebhookType {
  name: string;
  title: string;
  group: string;
}

export interface WebhookCall {
  id: number;
  notification_id: number;
  action_type: string;
  target_url: string;
  payload: Record<string, unknown>;
  attempt: number;
  success: boolean;
  status_code: number | null;
  answer: string;
  milliseconds: number;
  at: string;
}

export interface Invite {
  id: number;
  email: string;
  created_at: string;
  expires_at: string;
}

export interface Team {
  id: number;
  name: string;
  all_events: boolean;
  limit_events: string[];
  modules: Record<string, LevelName>;
  members: { email: string; name: string }[];
  invites: Invite[];
  tokens: { id: number; name: string; prefix: string; active: boolean; created_at: string }[];
  [capability: `can_${string}`]: boolean;
}

/** The shapes of the /app/ API, named as the pages speak of them. All are made from the server's own document
 * (core/schema.ts, by `scripts/frontend run types`); what stands here by hand is only a name. Texts map a language to
 * words; moments are RFC 3339 in UTC; money is in minor units. */
import type { components } from "~/core/schema";

type Schemas = components["schemas"];

export type Text = Record<string, string>;
export type Money = Schemas["OrderRow"]["total"];
/** A page of any list. */
export type Page<T> = Omit<Schemas["PaginatedOrderRowList"], "results"> & { results: T[] };
/** A row inside another that is about to be sent: one that is new has no id yet. */
type Part<T extends { id: number }> = Omit<T, "id"> & { id?: number };

export type EventRef = Schemas["EventRef"];
export type OrganizerRef = Schemas["OrganizerRef"];
export type Session = Schemas["Session"];
export type Permissions = Schemas["Permissions"];
export type LevelName = Schemas["LevelEnum"];
export type Menu = Schemas["Menu"];
export type SearchResult = Schemas["SearchResult"];
export type Trigger = Schemas["TriggerRow"];
export type TriggerDone = Schemas["TriggerDone"];
export type MenuModule = Schemas["MenuModule"];
export type Problem = Schemas["Problem"];
export type EventDetail = Schemas["EventDetail"];
export type EventSettings = Schemas["EventDetail"]["settings"];
export type Plugin = Schemas["PluginRow"];

export type Category = Schemas["CategoryRow"];
export type TaxRule = Schemas["TaxRuleRow"];
export type Variation = Part<Schemas["VariationRow"]>;
export type PricePhase = Part<Schemas["PricePhaseRow"]>;
export type LevelProfile = Schemas["LevelProfile"];
export type ItemKind = Schemas["ItemKind"];
export type AddOn = Part<Schemas["AddOnRow"]>;
export type Bundle = Part<Schemas["BundleRow"]>;
export type ProgramTime = Part<Schemas["ProgramTimeRow"]>;
export type Item = Schemas["LeveledItem"];
export type DatePrice = Schemas["DatePriceRow"];
export type SeriesDate = Schemas["DateRow"];
export type Quota = Schemas["QuotaRow"];
export type Voucher = Schemas["VoucherRow"];
export type Waiting = Schemas["WaitingRow"];
export type Kept = Schemas["KeptRow"];
export type QuestionType = Schemas["QuestionType"];
export type QuestionOption = Omit<Part<Schemas["OptionRow"]>, "identifier"> & { identifier?: string };
export type Question = Schemas["QuestionRow"];

export type OrderStatus = Schemas["OrderStatus"];
export type Position = Schemas["PositionRow"];
export type Payment = Schemas["PaymentRow"];
export type Receipt = Schemas["ReceiptRow"];
export type Refund = Schemas["RefundRow"];
export type Order = Schemas["OrderRow"];
export type OrderDetail = Schemas["OrderDetail"];
export type OrderStep = keyof Schemas["Can"];
export type Fee = Schemas["FeeRow"];
export type Invoice = Schemas["InvoiceRow"];

export type Registration = Schemas["RegistrationRow"];
export type RegistrationHold = Schemas["HoldRow"];
export type CheckInList = Schemas["CheckInListRow"];
export type Counters = Schemas["Counters"];
export type RecentScan = Schemas["RecentScan"];
export type ScanTicket = Schemas["Ticket"];
export type DoorQuestion = Schemas["DoorQuestion"];
export type ScanAnswer = Schemas["Verdict"];
export type SearchHit = Schemas["Hit"];
export type Metrics = Schemas["Figures"];

export type Device = Schemas["DeviceRow"];
export type NewDevice = Schemas["NewDeviceRow"];
export type DeviceProfile = Schemas["ProfileRow"];
export type Gate = Schemas["GateRow"];
export type Webhook = Schemas["WebhookRow"];
export type WebhookType = Schemas["ActionTypeRow"];
export type WebhookCall = Schemas["WebhookCallRow"];
export type Invite = Schemas["Invite"];
export type Team = Schemas["TeamRow"] & { [capability: `can_${string}`]: boolean };
export type MetaProperty = Schemas["MetaPropertyRow"];
export type LogEntry = Schemas["LogRow"];

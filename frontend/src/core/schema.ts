// Made by `scripts/frontend run types` from the OpenAPI document of /app/. Not edited by hand.
// Document: 05dc4adc2e513f3f
export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description Something that a webhook can be told of. */
        ActionTypeRow: {
            group: string;
            name: string;
            title: string;
        };
        /** @description One more position. */
        AddedPositionRequest: {
            addon_to?: number | null;
            attendee_name?: string;
            force?: boolean;
            /** Format: int64 */
            item: number;
            price?: {
                amount: number;
                currency: string;
            } | null;
            /** Format: int64 */
            subevent?: number | null;
            /** Format: int64 */
            variation?: number | null;
        };
        /** @description How many of a category the buyer of an item may or must choose with it. */
        AddOnRow: {
            /** Format: int64 */
            addon_category: number;
            /** Format: int64 */
            id: number;
            max_count: number;
            min_count: number;
            multi_allowed: boolean;
            position: number;
            price_included: boolean;
        };
        /** @description How many of a category the buyer of an item may or must choose with it. */
        AddOnRowRequest: {
            /** Format: int64 */
            addon_category: number;
            /** Format: int64 */
            id?: number;
            max_count?: number;
            min_count?: number;
            multi_allowed?: boolean;
            position?: number;
            price_included?: boolean;
        };
        /** @description `file`: the name of the file that was handed in, null for other answers. */
        AnswerRow: {
            answer: string;
            readonly file: string | null;
            /** Format: int64 */
            id: number;
            question: {
                [key: string]: string;
            };
        };
        Arrivals: {
            count: number;
            /** Format: date-time */
            hour: string;
        };
        /**
         * @description * `not_arrived` - Not Arrived
         *     * `checked_in` - Checked In
         *     * `out` - Out
         * @enum {string}
         */
        AttendanceEnum: "not_arrived" | "checked_in" | "out";
        /** @description How many vouchers of which terms. The codes are made up. */
        BatchRequest: {
            all_addons_included?: boolean;
            all_bundles_included?: boolean;
            allow_ignore_quota?: boolean;
            block_quota?: boolean;
            /** Format: decimal */
            budget?: string | null;
            comment?: string;
            count: number;
            /** Format: int64 */
            item?: number | null;
            max_usages?: number;
            min_usages?: number;
            price_mode?: components["schemas"]["PriceModeEnum"];
            /** Format: int64 */
            quota?: number | null;
            show_hidden_items?: boolean;
            /** Format: int64 */
            subevent?: number | null;
            tag?: string;
            /** Format: date-time */
            valid_until?: string | null;
            /** Format: decimal */
            value?: string | null;
            /** Format: int64 */
            variation?: number | null;
        };
        /** @description What the buyer of an item gets with it; `designated_price` is its share of the item's price. */
        BundleRow: {
            /** Format: int64 */
            bundled_item: number;
            /** Format: int64 */
            bundled_variation: number | null;
            count: number;
            designated_price: {
                amount: number;
                currency: string;
            };
            /** Format: int64 */
            id: number;
        };
        /** @description What the buyer of an item gets with it; `designated_price` is its share of the item's price. */
        BundleRowRequest: {
            /** Format: int64 */
            bundled_item: number;
            /** Format: int64 */
            bundled_variation?: number | null;
            count?: number;
            designated_price?: {
                amount: number;
                currency: string;
            };
            /** Format: int64 */
            id?: number;
        };
        /** @description Which steps the order's state and the caller's level allow. */
        Can: {
            approve: boolean;
            cancel: boolean;
            change: boolean;
            deny: boolean;
            extend: boolean;
            mark_paid: boolean;
            mark_pending: boolean;
            reactivate: boolean;
            resend: boolean;
        };
        /** @description How an order is canceled. */
        CancelWithRequest: {
            fee?: {
                amount: number;
                currency: string;
            } | null;
            note?: string;
            quiet?: boolean;
        };
        /** @description A heading of the shop. */
        CategoryRow: {
            description: {
                [key: string]: string;
            } | null;
            /** Format: int64 */
            readonly id: number;
            internal_name: string | null;
            is_addon: boolean;
            name: {
                [key: string]: string;
            };
            position: number;
        };
        /** @description A heading of the shop. */
        CategoryRowRequest: {
            description?: {
                [key: string]: string;
            } | null;
            internal_name?: string | null;
            is_addon?: boolean;
            name: {
                [key: string]: string;
            };
            position?: number;
        };
        /** @description Who may pass one door. */
        CheckInListRow: {
            addon_match: boolean;
            all_products: boolean;
            allow_entry_after_exit: boolean;
            allow_multiple_entries: boolean;
            readonly checkin_count: number;
            /** Format: date-time */
            exit_all_at: string | null;
            /** Format: int64 */
            readonly id: number;
            include_pending: boolean;
            limit_products: number[];
            name: string;
            readonly position_count: number;
            rules: {
                [key: string]: unknown;
            };
            /** Format: int64 */
            subevent: number | null;
        };
        /** @description Who may pass one door. */
        CheckInListRowRequest: {
            addon_match?: boolean;
            all_products?: boolean;
            allow_entry_after_exit?: boolean;
            allow_multiple_entries?: boolean;
            /** Format: date-time */
            exit_all_at?: string | null;
            include_pending?: boolean;
            limit_products?: number[];
            name: string;
            rules?: {
                [key: string]: unknown;
            };
            /** Format: int64 */
            subevent?: number | null;
        };
        CheckInRef: {
            /** Format: date-time */
            at: string;
            by: string;
            list: string;
        };
        /**
         * @description * `none` - none
         *     * `dialog` - dialog
         * @enum {string}
         */
        ConfirmEnum: "none" | "dialog";
        /** @description How money is taken in; `force`: an expired order lives again even where nothing is left. */
        ConfirmWithRequest: {
            force?: boolean;
            quiet?: boolean;
        };
        Counters: {
            entries: number;
            expected: number;
            inside: number;
        };
        CurrentEvent: {
            event: components["schemas"]["EventRef"];
        };
        /** @description What differs for an item, or one of its variations, at a date; `price` null is the usual one. */
        DatePriceRow: {
            /** Format: date-time */
            available_from: string | null;
            /** Format: date-time */
            available_until: string | null;
            disabled: boolean;
            /** Format: int64 */
            item: number;
            price: {
                amount: number;
                currency: string;
            } | null;
            /** Format: int64 */
            variation: number | null;
        };
        /** @description What differs for an item, or one of its variations, at a date; `price` null is the usual one. */
        DatePriceRowRequest: {
            /** Format: date-time */
            available_from?: string | null;
            /** Format: date-time */
            available_until?: string | null;
            disabled?: boolean;
            /** Format: int64 */
            item: number;
            price?: {
                amount: number;
                currency: string;
            } | null;
            /** Format: int64 */
            variation?: number | null;
        };
        /** @description The date of a series that something is for. */
        DateRef: {
            /** Format: date-time */
            date_from: string;
            /** Format: int64 */
            id: number;
            name: {
                [key: string]: string;
            };
        };
        /**
         * @description A date of a series. `prices` replaces all that differ there, `meta_data` all that it says of itself; `sold` counts
         *     live orders.
         */
        DateRow: {
            active: boolean;
            comment: string;
            /** Format: date-time */
            date_admission: string | null;
            /** Format: date-time */
            date_from: string;
            /** Format: date-time */
            date_to: string | null;
            frontpage_text: {
                [key: string]: string;
            } | null;
            /** Format: double */
            geo_lat: number | null;
            /** Format: double */
            geo_lon: number | null;
            /** Format: int64 */
            readonly id: number;
            is_public: boolean;
            location: {
                [key: string]: string;
            } | null;
            meta_data: {
                [key: string]: string;
            };
            name: {
                [key: string]: string;
            };
            /** Format: date-time */
            presale_end: string | null;
            /** Format: date-time */
            presale_start: string | null;
            prices: components["schemas"]["DatePriceRow"][];
            readonly public_url: string;
            readonly sold: number;
        };
        /**
         * @description A date of a series. `prices` replaces all that differ there, `meta_data` all that it says of itself; `sold` counts
         *     live orders.
         */
        DateRowRequest: {
            active?: boolean;
            comment?: string;
            /** Format: date-time */
            date_admission?: string | null;
            /** Format: date-time */
            date_from: string;
            /** Format: date-time */
            date_to?: string | null;
            frontpage_text?: {
                [key: string]: string;
            } | null;
            /** Format: double */
            geo_lat?: number | null;
            /** Format: double */
            geo_lon?: number | null;
            is_public?: boolean;
            location?: {
                [key: string]: string;
            } | null;
            meta_data?: {
                [key: string]: string;
            };
            name: {
                [key: string]: string;
            };
            /** Format: date-time */
            presale_end?: string | null;
            /** Format: date-time */
            presale_start?: string | null;
            prices?: components["schemas"]["DatePriceRowRequest"][];
        };
        DayFigures: {
            count: number;
            /** Format: date */
            day: string;
            revenue: {
                amount: number;
                currency: string;
            };
        };
        /** @description Until when somebody may pay; `force`: whether there is room or not. */
        DeadlineRequest: {
            /** Format: date */
            expires: string;
            force?: boolean;
        };
        /** @description A device; `id` is its number at the organizer. */
        DeviceRow: {
            all_events: boolean;
            /** Format: date-time */
            readonly created_at: string;
            /** Format: int64 */
            gate: number | null;
            readonly hardware_brand: string;
            readonly hardware_model: string;
            /** Format: int64 */
            readonly id: number;
            /** Format: date-time */
            readonly initialized_at: string | null;
            /** Format: date-time */
            readonly last_seen_at: string | null;
            limit_events: string[];
            name: string;
            readonly revoked: boolean;
            security_profile: string;
            readonly software_brand: string;
            readonly software_version: string;
        };
        /** @description A device; `id` is its number at the organizer. */
        DeviceRowRequest: {
            all_events?: boolean;
            /** Format: int64 */
            gate?: number | null;
            limit_events?: string[];
            name: string;
            security_profile?: string;
        };
        DoorOption: {
            answer: {
                [key: string]: string;
            };
            /** Format: int64 */
            id: number;
        };
        /** @description A question that is asked before the ticket may pass; an empty answer is one unless it is `required`. */
        DoorQuestion: {
            /** Format: int64 */
            id: number;
            options: components["schemas"]["DoorOption"][];
            question: {
                [key: string]: string;
            };
            required: boolean;
            type: string;
        };
        /** @description How full it is, and who came last. */
        DoorState: {
            entries: number;
            expected: number;
            inside: number;
            recent: components["schemas"]["RecentScan"][];
        };
        /** @description `organizer/event`. */
        EventChoiceRequest: {
            event: string;
        };
        /** @description An event that begins as a copy: it stays with the source's organizer. */
        EventCopyRequest: {
            currency?: string;
            /** Format: date-time */
            date_admission?: string | null;
            /** Format: date-time */
            date_from: string;
            /** Format: date-time */
            date_to?: string | null;
            /** Format: double */
            geo_lat?: number | null;
            /** Format: double */
            geo_lon?: number | null;
            has_subevents?: boolean;
            is_public?: boolean;
            live?: boolean;
            location?: {
                [key: string]: string;
            } | null;
            meta_data?: {
                [key: string]: string;
            };
            name: {
                [key: string]: string;
            };
            organizer?: string;
            plugins?: string[];
            /** Format: date-time */
            presale_end?: string | null;
            /** Format: date-time */
            presale_start?: string | null;
            settings?: {
                attendee_emails_asked?: boolean;
                banktransfer_details?: {
                    [key: string]: string;
                };
                contact_mail?: string;
                imprint_url?: string;
                invoice_address_asked?: boolean;
                invoice_address_from?: string;
                invoice_address_from_name?: string;
                invoice_address_from_tax_id?: string;
                invoice_address_from_vat_id?: string;
                invoice_footer_text?: string;
                invoice_generate?: string;
                invoice_numbers_prefix?: string;
                payment_term_days?: number;
                primary_color?: string;
                waiting_list_auto?: boolean;
                waiting_list_enabled?: boolean;
                waiting_list_hours?: number;
                welcome_text?: {
                    [key: string]: string;
                };
            };
            slug: string;
            testmode?: boolean;
            timezone?: string;
        };
        /** @description One event, and what keeps it from going live. */
        EventDetail: {
            currency: string;
            /** Format: date-time */
            date_admission: string | null;
            /** Format: date-time */
            date_from: string;
            /** Format: date-time */
            date_to: string | null;
            /** Format: double */
            geo_lat: number | null;
            /** Format: double */
            geo_lon: number | null;
            has_subevents: boolean;
            /** Format: uuid */
            readonly id: string;
            is_public: boolean;
            live: boolean;
            location: {
                [key: string]: string;
            } | null;
            readonly meta_data: {
                [key: string]: string;
            };
            name: {
                [key: string]: string;
            };
            organizer: string;
            plugins: string[];
            /** Format: date-time */
            presale_end: string | null;
            /** Format: date-time */
            presale_start: string | null;
            readonly problems: components["schemas"]["Problem"][];
            readonly public_url: string;
            settings: {
                attendee_emails_asked?: boolean;
                banktransfer_details?: {
                    [key: string]: string;
                };
                contact_mail?: string;
                imprint_url?: string;
                invoice_address_asked?: boolean;
                invoice_address_from?: string;
                invoice_address_from_name?: string;
                invoice_address_from_tax_id?: string;
                invoice_address_from_vat_id?: string;
                invoice_footer_text?: string;
                invoice_generate?: string;
                invoice_numbers_prefix?: string;
                payment_term_days?: number;
                primary_color?: string;
                waiting_list_auto?: boolean;
                waiting_list_enabled?: boolean;
                waiting_list_hours?: number;
                welcome_text?: {
                    [key: string]: string;
                };
            };
            slug: string;
            testmode: boolean;
            timezone: string;
        };
        /** @description An event as lists and menus name it. */
        EventRef: {
            currency: string;
            /** Format: date-time */
            date_from: string;
            /** Format: date-time */
            date_to: string | null;
            has_subevents: boolean;
            /** Format: uuid */
            readonly id: string;
            live: boolean;
            name: {
                [key: string]: string;
            };
            organizer: string;
            slug: string;
            timezone: string;
        };
        /** @description An event with all that an organizer can set. */
        EventRow: {
            currency: string;
            /** Format: date-time */
            date_admission: string | null;
            /** Format: date-time */
            date_from: string;
            /** Format: date-time */
            date_to: string | null;
            /** Format: double */
            geo_lat: number | null;
            /** Format: double */
            geo_lon: number | null;
            has_subevents: boolean;
            /** Format: uuid */
            readonly id: string;
            is_public: boolean;
            live: boolean;
            location: {
                [key: string]: string;
            } | null;
            name: {
                [key: string]: string;
            };
            organizer: string;
            plugins: string[];
            /** Format: date-time */
            presale_end: string | null;
            /** Format: date-time */
            presale_start: string | null;
            readonly public_url: string;
            settings: {
                attendee_emails_asked?: boolean;
                banktransfer_details?: {
                    [key: string]: string;
                };
                contact_mail?: string;
                imprint_url?: string;
                invoice_address_asked?: boolean;
                invoice_address_from?: string;
                invoice_address_from_name?: string;
                invoice_address_from_tax_id?: string;
                invoice_address_from_vat_id?: string;
                invoice_footer_text?: string;
                invoice_generate?: string;
                invoice_numbers_prefix?: string;
                payment_term_days?: number;
                primary_color?: string;
                waiting_list_auto?: boolean;
                waiting_list_enabled?: boolean;
                waiting_list_hours?: number;
                welcome_text?: {
                    [key: string]: string;
                };
            };
            slug: string;
            testmode: boolean;
            timezone: string;
        };
        /** @description An event with all that an organizer can set. */
        EventRowRequest: {
            currency?: string;
            /** Format: date-time */
            date_admission?: string | null;
            /** Format: date-time */
            date_from: string;
            /** Format: date-time */
            date_to?: string | null;
            /** Format: double */
            geo_lat?: number | null;
            /** Format: double */
            geo_lon?: number | null;
            has_subevents?: boolean;
            is_public?: boolean;
            live?: boolean;
            location?: {
                [key: string]: string;
            } | null;
            meta_data?: {
                [key: string]: string;
            };
            name: {
                [key: string]: string;
            };
            organizer: string;
            plugins?: string[];
            /** Format: date-time */
            presale_end?: string | null;
            /** Format: date-time */
            presale_start?: string | null;
            settings?: {
                attendee_emails_asked?: boolean;
                banktransfer_details?: {
                    [key: string]: string;
                };
                contact_mail?: string;
                imprint_url?: string;
                invoice_address_asked?: boolean;
                invoice_address_from?: string;
                invoice_address_from_name?: string;
                invoice_address_from_tax_id?: string;
                invoice_address_from_vat_id?: string;
                invoice_footer_text?: string;
                invoice_generate?: string;
                invoice_numbers_prefix?: string;
                payment_term_days?: number;
                primary_color?: string;
                waiting_list_auto?: boolean;
                waiting_list_enabled?: boolean;
                waiting_list_hours?: number;
                welcome_text?: {
                    [key: string]: string;
                };
            };
            slug: string;
            testmode?: boolean;
            timezone?: string;
        };
        /** @description What the order costs besides its positions. */
        FeeRow: {
            description: string;
            fee_type: string;
            /** Format: int64 */
            id: number;
            value: {
                amount: number;
                currency: string;
            };
        };
        /**
         * @description * `payment` - Payment
         *     * `shipping` - Shipping
         *     * `service` - Service
         *     * `cancellation` - Cancellation
         *     * `insurance` - Insurance
         *     * `late` - Late
         *     * `other` - Other
         *     * `giftcard` - Giftcard
         * @enum {string}
         */
        FeeTypeEnum: "payment" | "shipping" | "service" | "cancellation" | "insurance" | "late" | "other" | "giftcard";
        /** @description The dashboard. register.metrics says what each number means. */
        Figures: {
            arrivals: components["schemas"]["Arrivals"][];
            /** Format: date-time */
            as_of: string;
            by_day: components["schemas"]["DayFigures"][];
            by_level: components["schemas"]["LevelFigures"][];
            totals: components["schemas"]["Totals"];
        };
        /** @description Whether there is room or not. */
        ForceRequest: {
            force?: boolean;
        };
        /** @description A place that devices stand at. */
        GateRow: {
            /** Format: int64 */
            readonly id: number;
            identifier: string;
            name: string;
        };
        /** @description A place that devices stand at. */
        GateRowRequest: {
            identifier?: string;
            name: string;
        };
        HandedIn: {
            id: string;
        };
        HandedInAtTheDoor: {
            id: string;
        };
        /** @description One ticket that a search found. */
        Hit: {
            /** Format: date-time */
            checked_in_at: string | null;
            item: {
                [key: string]: string;
            };
            readonly level: {
                [key: string]: string;
            } | null;
            readonly level_color: string | null;
            name: string;
            order: string;
            order_status: string;
            positionid: number;
            secret: string;
        };
        Hits: {
            results: components["schemas"]["Hit"][];
        };
        /**
         * @description * `name_watch` - Name Watch
         *     * `payment_dispute` - Payment Dispute
         *     * `minor_consent` - Minor Consent
         *     * `id_mismatch` - Id Mismatch
         *     * `duplicate` - Duplicate
         *     * `escalation` - Escalation
         *     * `manual` - Manual
         * @enum {string}
         */
        HoldKind: "name_watch" | "payment_dispute" | "minor_consent" | "id_mismatch" | "duplicate" | "escalation" | "manual";
        HoldRequestRequest: {
            kind: components["schemas"]["HoldKind"];
            reason?: string;
        };
        /** @description A hold. Why somebody is on the name watch is for admins. */
        HoldRow: {
            kind: components["schemas"]["HoldKind"];
            /** Format: date-time */
            placed_at: string;
            placed_by: string;
            readonly reason: string;
        };
        HoldRows: {
            results: components["schemas"]["ReleasedHoldRow"][];
        };
        /** @description An invitation that nobody has accepted yet. */
        Invite: {
            /** Format: date-time */
            readonly created_at: string;
            /** Format: email */
            email: string;
            /** Format: date-time */
            readonly expires_at: string;
            /** Format: int64 */
            readonly id: number;
        };
        /** @description An invitation that nobody has accepted yet. */
        InviteRequest: {
            /** Format: email */
            email: string;
        };
        /** @description Who the invoice is for, line by line. */
        InvoiceAddress: {
            city: string;
            company: string;
            country: string;
            name: string;
            street: string;
            vat_id: string;
            zipcode: string;
        };
        /** @description Who the invoice is for, line by line. */
        InvoiceAddressRequest: {
            city?: string;
            company?: string;
            country?: string;
            name?: string;
            street?: string;
            vat_id?: string;
            zipcode?: string;
        };
        /** @description A document about the order. */
        InvoiceRow: {
            /** Format: date */
            date: string;
            is_cancellation: boolean;
            number: string;
            refers: string | null;
        };
        /**
         * @description * `admission` - Admission
         *     * `merch` - Merch
         *     * `benefit` - Benefit
         *     * `ticket` - Ticket
         *     * `donation` - Donation
         *     * `fee` - Fee
         *     * `table` - Table
         * @enum {string}
         */
        ItemKind: "admission" | "merch" | "benefit" | "ticket" | "donation" | "fee" | "table";
        ItemRef: {
            /** Format: int64 */
            id: number;
            name: {
                [key: string]: string;
            };
        };
        /** @description One unit in a cart. `cart_id` null: a visitor is choosing it at this moment. It is replaced, never changed. */
        KeptRow: {
            /** Format: int64 */
            addon_to: number | null;
            attendee_email: string;
            /** @default  */
            attendee_name: string;
            cart_id: string | null;
            /** Format: date-time */
            readonly created_at: string;
            /** Format: date-time */
            expires: string | null;
            /** Format: int64 */
            readonly id: number;
            /** Format: int64 */
            item: number;
            readonly item_name: {
                [key: string]: string;
            };
            price: {
                amount: number;
                currency: string;
            } | null;
            /** Format: int64 */
            subevent: number | null;
            /** Format: int64 */
            variation: number | null;
            readonly variation_name: {
                [key: string]: string;
            };
            voucher: string;
        };
        /** @description One unit in a cart. `cart_id` null: a visitor is choosing it at this moment. It is replaced, never changed. */
        KeptRowRequest: {
            /** Format: int64 */
            addon_to?: number | null;
            attendee_email?: string;
            /** @default  */
            attendee_name?: string;
            cart_id?: string | null;
            /** Format: date-time */
            expires?: string | null;
            /** Format: int64 */
            item: number;
            price?: {
                amount: number;
                currency: string;
            } | null;
            /** Format: int64 */
            subevent?: number | null;
            /** Format: int64 */
            variation?: number | null;
            voucher?: string;
        };
        /** @description An item with its profile at the door; null for what admits nobody. */
        LeveledItem: {
            active: boolean;
            addons: components["schemas"]["AddOnRow"][];
            allow_cancel: boolean;
            /** Format: date-time */
            available_from: string | null;
            /** Format: date-time */
            available_until: string | null;
            bundles: components["schemas"]["BundleRow"][];
            /** Format: int64 */
            category: number | null;
            checkin_attention: boolean;
            checkin_text: string | null;
            readonly current_price: {
                amount: number;
                currency: string;
            };
            default_price: {
                amount: number;
                currency: string;
            };
            description: {
                [key: string]: string;
            } | null;
            free_price: boolean;
            generate_tickets: boolean | null;
            hide_without_voucher: boolean;
            /** Format: int64 */
            readonly id: number;
            internal_name: string | null;
            kind: components["schemas"]["ItemKind"];
            level: components["schemas"]["LevelProfile"] | null;
            max_per_order: number | null;
            meta_data: {
                [key: string]: string;
            };
            min_per_order: number | null;
            name: {
                [key: string]: string;
            };
            original_price: {
                amount: number;
                currency: string;
            } | null;
            personalized: boolean;
            picture: string | null;
            position: number;
            price_phases: components["schemas"]["PricePhaseRow"][];
            program_times: components["schemas"]["ProgramTimeRow"][];
            require_approval: boolean;
            require_bundling: boolean;
            require_voucher: boolean;
            readonly sold: number;
            /** Format: int64 */
            tax_rule: number | null;
            validity_dynamic_duration_days: number | null;
            validity_dynamic_duration_hours: number | null;
            validity_dynamic_duration_minutes: number | null;
            validity_dynamic_duration_months: number | null;
            /** Format: date-time */
            validity_fixed_from: string | null;
            /** Format: date-time */
            validity_fixed_until: string | null;
            validity_mode: components["schemas"]["ValidityModeEnum"] | components["schemas"]["NullEnum"];
            variations: components["schemas"]["VariationRow"][];
        };
        /** @description An item with its profile at the door; null for what admits nobody. */
        LeveledItemRequest: {
            active?: boolean;
            addons?: components["schemas"]["AddOnRowRequest"][];
            allow_cancel?: boolean;
            /** Format: date-time */
            available_from?: string | null;
            /** Format: date-time */
            available_until?: string | null;
            bundles?: components["schemas"]["BundleRowRequest"][];
            /** Format: int64 */
            category?: number | null;
            checkin_attention?: boolean;
            checkin_text?: string | null;
            default_price?: {
                amount: number;
                currency: string;
            };
            description?: {
                [key: string]: string;
            } | null;
            free_price?: boolean;
            generate_tickets?: boolean | null;
            hide_without_voucher?: boolean;
            internal_name?: string | null;
            kind?: components["schemas"]["ItemKind"];
            level?: components["schemas"]["LevelProfileRequest"] | null;
            max_per_order?: number | null;
            meta_data?: {
                [key: string]: string;
            };
            min_per_order?: number | null;
            name: {
                [key: string]: string;
            };
            original_price?: {
                amount: number;
                currency: string;
            } | null;
            personalized?: boolean;
            picture?: string | null;
            position?: number;
            price_phases?: components["schemas"]["PricePhaseRowRequest"][];
            program_times?: components["schemas"]["ProgramTimeRowRequest"][];
            require_approval?: boolean;
            require_bundling?: boolean;
            require_voucher?: boolean;
            /** Format: int64 */
            tax_rule?: number | null;
            validity_dynamic_duration_days?: number | null;
            validity_dynamic_duration_hours?: number | null;
            validity_dynamic_duration_minutes?: number | null;
            validity_dynamic_duration_months?: number | null;
            /** Format: date-time */
            validity_fixed_from?: string | null;
            /** Format: date-time */
            validity_fixed_until?: string | null;
            validity_mode?: components["schemas"]["ValidityModeEnum"] | components["schemas"]["NullEnum"];
            variations?: components["schemas"]["VariationRowRequest"][];
        };
        /**
         * @description * `none` - none
         *     * `staff` - staff
         *     * `admin` - admin
         *     * `superadmin` - superadmin
         * @enum {string}
         */
        LevelEnum: "none" | "staff" | "admin" | "superadmin";
        LevelFigures: {
            active: number;
            cancelled: number;
            checked_in: number;
            color: string;
            expired: number;
            /** Format: int64 */
            id: number;
            name: {
                [key: string]: string;
            };
            pending: number;
            revenue: {
                amount: number;
                currency: string;
            };
        };
        /** @description What an admission means at the door. */
        LevelProfile: {
            badge_type: string;
            color: string;
            max_age: number | null;
            min_age: number | null;
            rank: number;
        };
        /** @description What an admission means at the door. */
        LevelProfileRequest: {
            badge_type?: string;
            color?: string;
            max_age?: number | null;
            min_age?: number | null;
            rank?: number;
        };
        LevelRef: {
            readonly color: string;
            /** Format: int64 */
            id: number;
            name: {
                [key: string]: string;
            };
        };
        /** @description Whose hand it was: a person, a key, an application, a device, a visitor, the system. */
        LogActor: {
            /** Format: int64 */
            id: number | null;
            kind: components["schemas"]["LogActorKindEnum"];
            name: string;
        };
        /**
         * @description * `user` - user
         *     * `token` - token
         *     * `application` - application
         *     * `device` - device
         *     * `visitor` - visitor
         *     * `system` - system
         * @enum {string}
         */
        LogActorKindEnum: "user" | "token" | "application" | "device" | "visitor" | "system";
        /** @description What it was done to. */
        LogObject: {
            /** Format: int64 */
            id: number | null;
            name: string | null;
            type: string;
        };
        /** @description One thing that happened. */
        LogRow: {
            actor: components["schemas"]["LogActor"];
            /** Format: date-time */
            at: string;
            /** Format: int64 */
            id: number;
            object: components["schemas"]["LogObject"];
            sentence: string;
            verb: string;
        };
        Member: {
            email: string;
            name: string;
        };
        /** @description The current event and the surfaces that the caller may open. */
        Menu: {
            event: components["schemas"]["EventRef"];
            modules: components["schemas"]["MenuModule"][];
        };
        MenuItem: {
            icon: string;
            key: string;
            title: string;
            url: string;
        };
        /** @description `items` are all pages in a row; `submenus` the same by what belongs together. */
        MenuModule: {
            icon: string;
            items: components["schemas"]["MenuItem"][];
            key: string;
            level: components["schemas"]["LevelEnum"];
            submenus: components["schemas"]["MenuSubmenu"][];
            title: string;
            url: string;
        };
        MenuSubmenu: {
            items: components["schemas"]["MenuItem"][];
            key: string;
            title: string;
        };
        /** @description A property that the organizer's events describe themselves by. */
        MetaPropertyRow: {
            choices: unknown | null;
            default: string;
            /** Format: int64 */
            readonly id: number;
            name: string;
            protected: boolean;
            required: boolean;
        };
        /** @description A property that the organizer's events describe themselves by. */
        MetaPropertyRowRequest: {
            choices?: unknown | null;
            default?: string;
            name: string;
            protected?: boolean;
            required?: boolean;
        };
        /** @description A new device, and what its app reads to set itself up: shown this once. */
        NewDeviceRow: {
            all_events: boolean;
            /** Format: date-time */
            readonly created_at: string;
            /** Format: int64 */
            gate: number | null;
            readonly handshake: string;
            readonly hardware_brand: string;
            readonly hardware_model: string;
            /** Format: int64 */
            readonly id: number;
            /** Format: date-time */
            readonly initialized_at: string | null;
            /** Format: date-time */
            readonly last_seen_at: string | null;
            limit_events: string[];
            name: string;
            readonly qr: string;
            readonly revoked: boolean;
            security_profile: string;
            readonly software_brand: string;
            readonly software_version: string;
            readonly token: string;
        };
        /** @description What the order is to cost besides its positions. */
        NewFeeRequest: {
            description?: string;
            fee_type?: components["schemas"]["FeeTypeEnum"];
            value: {
                amount: number;
                currency: string;
            };
        };
        /** @description Money that came. */
        NewPaymentRequest: {
            amount: {
                amount: number;
                currency: string;
            };
            force?: boolean;
            note?: string;
            provider?: string;
        };
        NullEnum: null;
        /** @description One choice of a question. */
        OptionRow: {
            answer: {
                [key: string]: string;
            };
            /** Format: int64 */
            id: number;
            identifier: string;
            position: number;
        };
        /** @description One choice of a question. */
        OptionRowRequest: {
            answer: {
                [key: string]: string;
            };
            /** Format: int64 */
            id?: number;
            identifier?: string;
            position?: number;
        };
        /** @description One sale with all that can be done about it. `held`: what was received for it and did not go back. */
        OrderDetail: {
            readonly barred: {
                [key: string]: string | null;
            };
            readonly can: components["schemas"]["Can"];
            checkin_attention: boolean;
            checkin_text: string | null;
            code: string;
            comment: string;
            /** Format: date */
            custom_followup_at: string | null;
            /** Format: date-time */
            datetime: string;
            email: string;
            /** Format: date-time */
            expires: string | null;
            fees: components["schemas"]["FeeRow"][];
            readonly held: {
                amount: number;
                currency: string;
            };
            invoice_address: components["schemas"]["InvoiceAddress"] | null;
            invoices: components["schemas"]["InvoiceRow"][];
            locale: string;
            readonly owed: {
                amount: number;
                currency: string;
            };
            readonly payment_provider: string | null;
            payments: components["schemas"]["PaymentRow"][];
            phone: string;
            positions: components["schemas"]["PositionRow"][];
            receipts: components["schemas"]["ReceiptRow"][];
            refunds: components["schemas"]["RefundRow"][];
            require_approval: boolean;
            status: components["schemas"]["OrderStatus"];
            status_text: string;
            tax_total: {
                amount: number;
                currency: string;
            };
            testmode: boolean;
            total: {
                amount: number;
                currency: string;
            };
            /** Format: date-time */
            unfulfilled_since: string | null;
            readonly url: string;
        };
        /**
         * @description One sale. `unfulfilled_since`: since when money is held for it that came when it could not be fulfilled any more
         *     (received, not fulfilled); null for all others.
         */
        OrderRow: {
            readonly can: components["schemas"]["Can"];
            code: string;
            comment: string;
            /** Format: date-time */
            datetime: string;
            email: string;
            /** Format: date-time */
            expires: string | null;
            locale: string;
            readonly payment_provider: string | null;
            payments: components["schemas"]["PaymentRow"][];
            phone: string;
            positions: components["schemas"]["PositionRow"][];
            refunds: components["schemas"]["RefundRow"][];
            status: components["schemas"]["OrderStatus"];
            status_text: string;
            tax_total: {
                amount: number;
                currency: string;
            };
            testmode: boolean;
            total: {
                amount: number;
                currency: string;
            };
            /** Format: date-time */
            unfulfilled_since: string | null;
            readonly url: string;
        };
        /**
         * @description * `n` - pending
         *     * `p` - paid
         *     * `e` - expired
         *     * `c` - canceled
         * @enum {string}
         */
        OrderStatus: "n" | "p" | "e" | "c";
        OrganizerRef: {
            can_create_events: boolean;
            name: string;
            slug: string;
        };
        PaginatedCategoryRowList: {
            /** @example 123 */
            count: number;
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?page=4
             */
            next: string | null;
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?page=2
             */
            previous: string | null;
            results: components["schemas"]["CategoryRow"][];
        };
        PaginatedCheckInListRowList: {
            /** @example 123 */
            count: number;
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?page=4
             */
            next: string | null;
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?page=2
             */
            previous: string | null;
            results: components["schemas"]["CheckInListRow"][];
        };
        PaginatedDateRowList: {
            /** @example 123 */
            count: number;
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?page=4
             */
            next: string | null;
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?page=2
             */
            previous: string | null;
            results: components["schemas"]["DateRow"][];
        };
        PaginatedDeviceRowList: {
            /** @example 123 */
            count: number;
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?page=4
             */
            next: string | null;
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?page=2
             */
            previous: string | null;
            results: components["schemas"]["DeviceRow"][];
        };
        PaginatedEventRowList: {
            /** @example 123 */
            count: number;
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?page=4
             */
            next: string | null;
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?page=2
             */
            previous: string | null;
            results: components["schemas"]["EventRow"][];
        };
        PaginatedGateRowList: {
            /** @example 123 */
            count: number;
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?page=4
             */
            next: string | null;
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?page=2
             */
            previous: string | null;
            results: components["schemas"]["GateRow"][];
        };
        PaginatedKeptRowList: {
            /** @example 123 */
            count: number;
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?page=4
             */
            next: string | null;
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?page=2
             */
            previous: string | null;
            results: components["schemas"]["KeptRow"][];
        };
        PaginatedLeveledItemList: {
            /** @example 123 */
            count: number;
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?page=4
             */
            next: string | null;
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?page=2
             */
            previous: string | null;
            results: components["schemas"]["LeveledItem"][];
        };
        PaginatedMetaPropertyRowList: {
            /** @example 123 */
            count: number;
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?page=4
             */
            next: string | null;
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?page=2
             */
            previous: string | null;
            results: components["schemas"]["MetaPropertyRow"][];
        };
        PaginatedOrderRowList: {
            /** @example 123 */
            count: number;
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?page=4
             */
            next: string | null;
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?page=2
             */
            previous: string | null;
            results: components["schemas"]["OrderRow"][];
        };
        PaginatedQuestionRowList: {
            /** @example 123 */
            count: number;
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?page=4
             */
            next: string | null;
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?page=2
             */
            previous: string | null;
            results: components["schemas"]["QuestionRow"][];
        };
        PaginatedQuotaRowList: {
            /** @example 123 */
            count: number;
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?page=4
             */
            next: string | null;
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?page=2
             */
            previous: string | null;
            results: components["schemas"]["QuotaRow"][];
        };
        PaginatedRegistrationRowList: {
            /** @example 123 */
            count: number;
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?page=4
             */
            next: string | null;
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?page=2
             */
            previous: string | null;
            results: components["schemas"]["RegistrationRow"][];
        };
        PaginatedTaxRuleRowList: {
            /** @example 123 */
            count: number;
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?page=4
             */
            next: string | null;
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?page=2
             */
            previous: string | null;
            results: components["schemas"]["TaxRuleRow"][];
        };
        PaginatedTeamRowList: {
            /** @example 123 */
            count: number;
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?page=4
             */
            next: string | null;
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?page=2
             */
            previous: string | null;
            results: components["schemas"]["TeamRow"][];
        };
        PaginatedVoucherRowList: {
            /** @example 123 */
            count: number;
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?page=4
             */
            next: string | null;
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?page=2
             */
            previous: string | null;
            results: components["schemas"]["VoucherRow"][];
        };
        PaginatedWaitingRowList: {
            /** @example 123 */
            count: number;
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?page=4
             */
            next: string | null;
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?page=2
             */
            previous: string | null;
            results: components["schemas"]["WaitingRow"][];
        };
        PaginatedWebhookRowList: {
            /** @example 123 */
            count: number;
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?page=4
             */
            next: string | null;
            /**
             * Format: uri
             * @example http://api.example.org/accounts/?page=2
             */
            previous: string | null;
            results: components["schemas"]["WebhookRow"][];
        };
        /** @description A heading of the shop. */
        PatchedCategoryRowRequest: {
            description?: {
                [key: string]: string;
            } | null;
            internal_name?: string | null;
            is_addon?: boolean;
            name?: {
                [key: string]: string;
            };
            position?: number;
        };
        /** @description Who may pass one door. */
        PatchedCheckInListRowRequest: {
            addon_match?: boolean;
            all_products?: boolean;
            allow_entry_after_exit?: boolean;
            allow_multiple_entries?: boolean;
            /** Format: date-time */
            exit_all_at?: string | null;
            include_pending?: boolean;
            limit_products?: number[];
            name?: string;
            rules?: {
                [key: string]: unknown;
            };
            /** Format: int64 */
            subevent?: number | null;
        };
        /**
         * @description A date of a series. `prices` replaces all that differ there, `meta_data` all that it says of itself; `sold` counts
         *     live orders.
         */
        PatchedDateRowRequest: {
            active?: boolean;
            comment?: string;
            /** Format: date-time */
            date_admission?: string | null;
            /** Format: date-time */
            date_from?: string;
            /** Format: date-time */
            date_to?: string | null;
            frontpage_text?: {
                [key: string]: string;
            } | null;
            /** Format: double */
            geo_lat?: number | null;
            /** Format: double */
            geo_lon?: number | null;
            is_public?: boolean;
            location?: {
                [key: string]: string;
            } | null;
            meta_data?: {
                [key: string]: string;
            };
            name?: {
                [key: string]: string;
            };
            /** Format: date-time */
            presale_end?: string | null;
            /** Format: date-time */
            presale_start?: string | null;
            prices?: components["schemas"]["DatePriceRowRequest"][];
        };
        /** @description What changes of an order besides its state and its amounts; of the address only the lines that are named. */
        PatchedDetailsEditRequest: {
            checkin_attention?: boolean;
            checkin_text?: string | null;
            comment?: string;
            /** Format: date */
            custom_followup_at?: string | null;
            email?: string;
            invoice_address?: components["schemas"]["InvoiceAddressRequest"];
            phone?: string;
        };
        /** @description A device; `id` is its number at the organizer. */
        PatchedDeviceRowRequest: {
            all_events?: boolean;
            /** Format: int64 */
            gate?: number | null;
            limit_events?: string[];
            name?: string;
            security_profile?: string;
        };
        /** @description An event with all that an organizer can set. */
        PatchedEventRowRequest: {
            currency?: string;
            /** Format: date-time */
            date_admission?: string | null;
            /** Format: date-time */
            date_from?: string;
            /** Format: date-time */
            date_to?: string | null;
            /** Format: double */
            geo_lat?: number | null;
            /** Format: double */
            geo_lon?: number | null;
            has_subevents?: boolean;
            is_public?: boolean;
            live?: boolean;
            location?: {
                [key: string]: string;
            } | null;
            meta_data?: {
                [key: string]: string;
            };
            name?: {
                [key: string]: string;
            };
            organizer?: string;
            plugins?: string[];
            /** Format: date-time */
            presale_end?: string | null;
            /** Format: date-time */
            presale_start?: string | null;
            settings?: {
                attendee_emails_asked?: boolean;
                banktransfer_details?: {
                    [key: string]: string;
                };
                contact_mail?: string;
                imprint_url?: string;
                invoice_address_asked?: boolean;
                invoice_address_from?: string;
                invoice_address_from_name?: string;
                invoice_address_from_tax_id?: string;
                invoice_address_from_vat_id?: string;
                invoice_footer_text?: string;
                invoice_generate?: string;
                invoice_numbers_prefix?: string;
                payment_term_days?: number;
                primary_color?: string;
                waiting_list_auto?: boolean;
                waiting_list_enabled?: boolean;
                waiting_list_hours?: number;
                welcome_text?: {
                    [key: string]: string;
                };
            };
            slug?: string;
            testmode?: boolean;
            timezone?: string;
        };
        /** @description A fee's new amount. */
        PatchedFeeEditRequest: {
            value?: {
                amount: number;
                currency: string;
            };
        };
        /** @description A place that devices stand at. */
        PatchedGateRowRequest: {
            identifier?: string;
            name?: string;
        };
        /** @description An item with its profile at the door; null for what admits nobody. */
        PatchedLeveledItemRequest: {
            active?: boolean;
            addons?: components["schemas"]["AddOnRowRequest"][];
            allow_cancel?: boolean;
            /** Format: date-time */
            available_from?: string | null;
            /** Format: date-time */
            available_until?: string | null;
            bundles?: components["schemas"]["BundleRowRequest"][];
            /** Format: int64 */
            category?: number | null;
            checkin_attention?: boolean;
            checkin_text?: string | null;
            default_price?: {
                amount: number;
                currency: string;
            };
            description?: {
                [key: string]: string;
            } | null;
            free_price?: boolean;
            generate_tickets?: boolean | null;
            hide_without_voucher?: boolean;
            internal_name?: string | null;
            kind?: components["schemas"]["ItemKind"];
            level?: components["schemas"]["LevelProfileRequest"] | null;
            max_per_order?: number | null;
            meta_data?: {
                [key: string]: string;
            };
            min_per_order?: number | null;
            name?: {
                [key: string]: string;
            };
            original_price?: {
                amount: number;
                currency: string;
            } | null;
            personalized?: boolean;
            picture?: string | null;
            position?: number;
            price_phases?: components["schemas"]["PricePhaseRowRequest"][];
            program_times?: components["schemas"]["ProgramTimeRowRequest"][];
            require_approval?: boolean;
            require_bundling?: boolean;
            require_voucher?: boolean;
            /** Format: int64 */
            tax_rule?: number | null;
            validity_dynamic_duration_days?: number | null;
            validity_dynamic_duration_hours?: number | null;
            validity_dynamic_duration_minutes?: number | null;
            validity_dynamic_duration_months?: number | null;
            /** Format: date-time */
            validity_fixed_from?: string | null;
            /** Format: date-time */
            validity_fixed_until?: string | null;
            validity_mode?: components["schemas"]["ValidityModeEnum"] | components["schemas"]["NullEnum"];
            variations?: components["schemas"]["VariationRowRequest"][];
        };
        /** @description A property that the organizer's events describe themselves by. */
        PatchedMetaPropertyRowRequest: {
            choices?: unknown | null;
            default?: string;
            name?: string;
            protected?: boolean;
            required?: boolean;
        };
        /** @description What changes of a position. */
        PatchedPositionEditRequest: {
            attendee_email?: string;
            attendee_name?: string;
            /** Format: int64 */
            item?: number;
            price?: {
                amount: number;
                currency: string;
            };
            /** Format: int64 */
            subevent?: number | null;
            /** Format: int64 */
            variation?: number | null;
        };
        /** @description A field of the registration form. */
        PatchedQuestionRowRequest: {
            ask_during_checkin?: boolean;
            /** Format: int64 */
            dependency_question?: number | null;
            dependency_values?: string[];
            help_text?: {
                [key: string]: string;
            } | null;
            hidden?: boolean;
            identifier?: string;
            items?: number[];
            options?: components["schemas"]["OptionRowRequest"][];
            position?: number;
            print_on_invoice?: boolean;
            question?: {
                [key: string]: string;
            };
            required?: boolean;
            show_during_checkin?: boolean;
            type?: components["schemas"]["QuestionType"];
            /** Format: date */
            valid_date_max?: string | null;
            /** Format: date */
            valid_date_min?: string | null;
            /** Format: date-time */
            valid_datetime_max?: string | null;
            /** Format: date-time */
            valid_datetime_min?: string | null;
            valid_file_portrait?: boolean;
            /** Format: decimal */
            valid_number_max?: string | null;
            /** Format: decimal */
            valid_number_min?: string | null;
            valid_string_length_max?: number | null;
        };
        /** @description How many units there are; `size` null is without limit. `available` null likewise. */
        PatchedQuotaRowRequest: {
            close_when_sold_out?: boolean;
            closed?: boolean;
            items?: number[];
            name?: string;
            release_after_exit?: boolean;
            size?: number | null;
            /** Format: int64 */
            subevent?: number | null;
            variations?: number[];
        };
        /** @description A tax; `rate` in per cent. */
        PatchedTaxRuleRowRequest: {
            code?: string | null;
            default?: boolean;
            eu_reverse_charge?: boolean;
            home_country?: string;
            internal_name?: string | null;
            keep_gross_if_rate_changes?: boolean;
            name?: {
                [key: string]: string;
            };
            price_includes_tax?: boolean;
            /** Format: decimal */
            rate?: string;
        };
        /** @description A team; `modules` names the level per module, `limit_events` the events when they are not all. */
        PatchedTeamRowRequest: {
            all_events?: boolean;
            can_change_event_settings?: boolean;
            can_change_items?: boolean;
            can_change_orders?: boolean;
            can_change_organizer_settings?: boolean;
            can_change_teams?: boolean;
            can_change_vouchers?: boolean;
            can_checkin_orders?: boolean;
            can_create_events?: boolean;
            can_view_orders?: boolean;
            can_view_vouchers?: boolean;
            limit_events?: string[];
            modules?: {
                [key: string]: "none" | "staff" | "admin" | "superadmin";
            };
            name?: string;
        };
        /** @description A voucher. */
        PatchedVoucherRowRequest: {
            all_addons_included?: boolean;
            all_bundles_included?: boolean;
            allow_ignore_quota?: boolean;
            block_quota?: boolean;
            /** Format: decimal */
            budget?: string | null;
            code?: string;
            comment?: string;
            /** Format: int64 */
            item?: number | null;
            max_usages?: number;
            min_usages?: number;
            price_mode?: components["schemas"]["PriceModeEnum"];
            /** Format: int64 */
            quota?: number | null;
            show_hidden_items?: boolean;
            /** Format: int64 */
            subevent?: number | null;
            tag?: string;
            /** Format: date-time */
            valid_until?: string | null;
            /** Format: decimal */
            value?: string | null;
            /** Format: int64 */
            variation?: number | null;
        };
        /** @description Somebody who waits; `voucher` is the code that they were sent. */
        PatchedWaitingRowRequest: {
            /** Format: email */
            email?: string;
            /** Format: int64 */
            item?: number;
            locale?: string;
            name?: string;
            phone?: string;
            priority?: number;
            /** Format: int64 */
            subevent?: number | null;
            /** Format: int64 */
            variation?: number | null;
        };
        /** @description A webhook, and how its last call ended. */
        PatchedWebhookRowRequest: {
            action_types?: string[];
            all_events?: boolean;
            comment?: string;
            enabled?: boolean;
            limit_events?: string[];
            target_url?: string;
        };
        PaymentRow: {
            account: string;
            amount: {
                amount: number;
                currency: string;
            };
            /** Format: date-time */
            created: string;
            local_id: number;
            /** Format: date-time */
            payment_date: string | null;
            provider: string;
            reference: string;
            state: string;
        };
        Permissions: {
            capabilities: string[];
            modules: {
                [key: string]: "none" | "staff" | "admin" | "superadmin";
            };
        };
        /** @description What an event can switch on. `available`: open to the current organizer. */
        PluginRow: {
            available: boolean;
            kind: components["schemas"]["PluginRowKindEnum"];
            name: string;
            restricted: boolean;
            title: string;
        };
        /**
         * @description * `payment` - payment
         *     * `other` - other
         * @enum {string}
         */
        PluginRowKindEnum: "payment" | "other";
        /** @description One line of an order. `addon_to`: the number of the position that it was added to. */
        PositionRow: {
            addon_to: number | null;
            answers: components["schemas"]["AnswerRow"][];
            attendee_email: string;
            attendee_name: string;
            readonly blocked: boolean;
            canceled: boolean;
            readonly checkins: components["schemas"]["CheckInRef"][];
            item: components["schemas"]["ItemRef"];
            positionid: number;
            price: {
                amount: number;
                currency: string;
            };
            readonly registration: components["schemas"]["RegistrationRef"] | null;
            secret: string;
            subevent: components["schemas"]["DateRef"] | null;
            /** Format: decimal */
            tax_rate: string;
            tax_value: {
                amount: number;
                currency: string;
            };
            variation: components["schemas"]["VariationRef"] | null;
            voucher: string | null;
        };
        /** @description The last entry before. */
        Previous: {
            /** Format: date-time */
            at: string;
            by: string;
            gate: string;
            readonly list: string;
        };
        /**
         * @description * `none` - None
         *     * `set` - Set
         *     * `subtract` - Subtract
         *     * `percent` - Percent
         * @enum {string}
         */
        PriceModeEnum: "none" | "set" | "subtract" | "percent";
        /** @description A price for a time. */
        PricePhaseRow: {
            amount: {
                amount: number;
                currency: string;
            };
            /** Format: date-time */
            ends_at: string | null;
            /** Format: int64 */
            id: number;
            name: {
                [key: string]: string;
            };
            /** Format: date-time */
            starts_at: string | null;
        };
        /** @description A price for a time. */
        PricePhaseRowRequest: {
            amount: {
                amount: number;
                currency: string;
            };
            /** Format: date-time */
            ends_at?: string | null;
            /** Format: int64 */
            id?: number;
            name?: {
                [key: string]: string;
            };
            /** Format: date-time */
            starts_at?: string | null;
        };
        /** @description What keeps an event from going live. */
        Problem: {
            code: string;
            message: string;
        };
        /** @description What a device can be limited to. */
        ProfileRow: {
            name: string;
            title: string;
        };
        /** @description When and where what an item admits to takes place. */
        ProgramTimeRow: {
            /** Format: date-time */
            end: string;
            /** Format: int64 */
            id: number;
            location: {
                [key: string]: string;
            } | null;
            /** Format: date-time */
            start: string;
        };
        /** @description When and where what an item admits to takes place. */
        ProgramTimeRowRequest: {
            /** Format: date-time */
            end: string;
            /** Format: int64 */
            id?: number;
            location?: {
                [key: string]: string;
            } | null;
            /** Format: date-time */
            start: string;
        };
        /** @description A field of the registration form. */
        QuestionRow: {
            ask_during_checkin: boolean;
            /** Format: int64 */
            dependency_question: number | null;
            dependency_values: string[];
            help_text: {
                [key: string]: string;
            } | null;
            hidden: boolean;
            /** Format: int64 */
            readonly id: number;
            identifier: string;
            items: number[];
            options: components["schemas"]["OptionRow"][];
            position: number;
            print_on_invoice: boolean;
            question: {
                [key: string]: string;
            };
            required: boolean;
            show_during_checkin: boolean;
            type: components["schemas"]["QuestionType"];
            /** Format: date */
            valid_date_max: string | null;
            /** Format: date */
            valid_date_min: string | null;
            /** Format: date-time */
            valid_datetime_max: string | null;
            /** Format: date-time */
            valid_datetime_min: string | null;
            valid_file_portrait: boolean;
            /** Format: decimal */
            valid_number_max: string | null;
            /** Format: decimal */
            valid_number_min: string | null;
            valid_string_length_max: number | null;
        };
        /** @description A field of the registration form. */
        QuestionRowRequest: {
            ask_during_checkin?: boolean;
            /** Format: int64 */
            dependency_question?: number | null;
            dependency_values?: string[];
            help_text?: {
                [key: string]: string;
            } | null;
            hidden?: boolean;
            identifier?: string;
            items?: number[];
            options?: components["schemas"]["OptionRowRequest"][];
            position?: number;
            print_on_invoice?: boolean;
            question: {
                [key: string]: string;
            };
            required?: boolean;
            show_during_checkin?: boolean;
            type: components["schemas"]["QuestionType"];
            /** Format: date */
            valid_date_max?: string | null;
            /** Format: date */
            valid_date_min?: string | null;
            /** Format: date-time */
            valid_datetime_max?: string | null;
            /** Format: date-time */
            valid_datetime_min?: string | null;
            valid_file_portrait?: boolean;
            /** Format: decimal */
            valid_number_max?: string | null;
            /** Format: decimal */
            valid_number_min?: string | null;
            valid_string_length_max?: number | null;
        };
        /**
         * @description * `N` - number
         *     * `S` - line of text
         *     * `T` - text
         *     * `B` - yes or no
         *     * `C` - choose one
         *     * `M` - choose several
         *     * `F` - file
         *     * `D` - date
         *     * `H` - time
         *     * `W` - date and time
         *     * `CC` - country
         *     * `TEL` - phone number
         * @enum {string}
         */
        QuestionType: "N" | "S" | "T" | "B" | "C" | "M" | "F" | "D" | "H" | "W" | "CC" | "TEL";
        /** @description `quiet`: the customer gets no mail about it. */
        QuietlyRequest: {
            quiet?: boolean;
        };
        /** @description What the organizer wants to remember of a step. */
        QuietNoteRequest: {
            note?: string;
            quiet?: boolean;
        };
        /** @description How many units there are; `size` null is without limit. `available` null likewise. */
        QuotaRow: {
            readonly available: number | null;
            close_when_sold_out: boolean;
            closed: boolean;
            /** Format: int64 */
            readonly id: number;
            items: number[];
            name: string;
            release_after_exit: boolean;
            size: number | null;
            /** Format: int64 */
            subevent: number | null;
            readonly taken: number;
            variations: number[];
        };
        /** @description How many units there are; `size` null is without limit. `available` null likewise. */
        QuotaRowRequest: {
            close_when_sold_out?: boolean;
            closed?: boolean;
            items?: number[];
            name: string;
            release_after_exit?: boolean;
            size?: number | null;
            /** Format: int64 */
            subevent?: number | null;
            variations?: number[];
        };
        /**
         * @description One movement of money; `amount` is below zero for what went back. `payment` and `refund` are its numbers in the
         *     order, `by` who recorded it, `cause` what made them.
         */
        ReceiptRow: {
            account: string;
            readonly amount: {
                amount: number;
                currency: string;
            };
            /** Format: date-time */
            at: string;
            by: string;
            cause: string;
            kind: components["schemas"]["ReceiptRowKindEnum"];
            payment: number | null;
            provider: string;
            /** Format: date-time */
            recorded_at: string;
            reference: string;
            refund: number | null;
        };
        /**
         * @description * `payment` - Payment
         *     * `refund` - Refund
         *     * `reversal` - Reversal
         * @enum {string}
         */
        ReceiptRowKindEnum: "payment" | "refund" | "reversal";
        /** @description One scan of the door's recent past. */
        RecentScan: {
            readonly annulled: boolean;
            /** Format: date-time */
            at: string;
            by: string;
            /** Format: int64 */
            checkin: number;
            kind: string;
            readonly level: {
                [key: string]: string;
            } | null;
            readonly name: string | null;
            readonly reason: string | null;
            readonly verdict: string;
        };
        /** @description Money of a payment that goes back; all of it where no amount is named. */
        RefundOfRequest: {
            amount?: {
                amount: number;
                currency: string;
            } | null;
            cancel?: boolean;
            note?: string;
        };
        RefundRow: {
            account: string;
            amount: {
                amount: number;
                currency: string;
            };
            comment: string;
            /** Format: date-time */
            created: string;
            /** Format: date-time */
            execution_date: string | null;
            local_id: number;
            provider: string;
            reference: string;
            state: string;
        };
        RegistrationRef: {
            attendance: string;
            code: string;
            status: string;
        };
        /** @description One person at the event. */
        RegistrationRow: {
            attendance: components["schemas"]["AttendanceEnum"];
            badge_name: string;
            /** Format: date-time */
            checked_in_at: string | null;
            code: string;
            /** Format: date-time */
            created_at: string;
            readonly email: string;
            holds: components["schemas"]["HoldRow"][];
            level: components["schemas"]["LevelRef"];
            name: string;
            order: string;
            status: components["schemas"]["RegistrationRowStatusEnum"];
            readonly steps: string[];
        };
        /**
         * @description * `draft` - Draft
         *     * `pending_payment` - Pending
         *     * `active` - Active
         *     * `cancelled` - Canceled
         *     * `refunded` - Refunded
         *     * `transferred` - Transferred
         *     * `deferred` - Deferred
         *     * `waitlisted` - Waitlisted
         *     * `expired` - Expired
         * @enum {string}
         */
        RegistrationRowStatusEnum: "draft" | "pending_payment" | "active" | "cancelled" | "refunded" | "transferred" | "deferred" | "waitlisted" | "expired";
        /** @description A hold that may be released; `released_at` null: it is not. */
        ReleasedHoldRow: {
            kind: components["schemas"]["HoldKind"];
            /** Format: date-time */
            placed_at: string;
            placed_by: string;
            readonly reason: string;
            readonly release_note: string;
            /** Format: date-time */
            released_at: string | null;
            released_by: string;
        };
        /**
         * @description * `entry` - Entry
         *     * `exit` - Exit
         * @enum {string}
         */
        ScanKind: "entry" | "exit";
        /** @description One scan. `answers`, also when empty, says that the scanner can ask the door's questions. */
        ScanRequest: {
            answers?: {
                [key: string]: string;
            };
            /** @default false */
            force?: boolean;
            gate?: string;
            /** @default false */
            ignore_unpaid?: boolean;
            /** @default entry */
            kind?: components["schemas"]["ScanKind"];
            /** Format: int64 */
            list: number;
            nonce?: string | null;
            secret: string;
        };
        /** @description `kind`: a page, or a kind of thing (order, item, registration, team ...); `kind_title`: what its group is called. */
        SearchResult: {
            kind: string;
            kind_title: string;
            module: string;
            text: string;
            title: string;
            url: string;
        };
        SearchResults: {
            results: components["schemas"]["SearchResult"][];
        };
        /** @description Who is signed in, and what they can choose from. */
        Session: {
            current: string | null;
            events: components["schemas"]["EventRef"][];
            languages: [
                string,
                string
            ][];
            organizers: components["schemas"]["OrganizerRef"][];
            user: components["schemas"]["SessionUser"] | null;
        };
        /** @description Who is signed in. */
        SessionUser: {
            email: string;
            name: string;
        };
        /** @description Opens one socket as `?ticket=<ticket>` until `expires_at`, and is worthless when the session ends. */
        SocketTicket: {
            /** Format: date-time */
            readonly expires_at: string;
            readonly ticket: string;
        };
        /** @description The numbers of the positions that move to an order of their own. */
        SplitOffRequest: {
            positions: number[];
        };
        /** @description A tax; `rate` in per cent. */
        TaxRuleRow: {
            code: string | null;
            default: boolean;
            eu_reverse_charge: boolean;
            home_country: string;
            /** Format: int64 */
            readonly id: number;
            internal_name: string | null;
            keep_gross_if_rate_changes: boolean;
            name: {
                [key: string]: string;
            };
            price_includes_tax: boolean;
            /** Format: decimal */
            rate: string;
        };
        /** @description A tax; `rate` in per cent. */
        TaxRuleRowRequest: {
            code?: string | null;
            default?: boolean;
            eu_reverse_charge?: boolean;
            home_country?: string;
            internal_name?: string | null;
            keep_gross_if_rate_changes?: boolean;
            name: {
                [key: string]: string;
            };
            price_includes_tax?: boolean;
            /** Format: decimal */
            rate: string;
        };
        /** @description A team; `modules` names the level per module, `limit_events` the events when they are not all. */
        TeamRow: {
            all_events: boolean;
            can_change_event_settings: boolean;
            can_change_items: boolean;
            can_change_orders: boolean;
            can_change_organizer_settings: boolean;
            can_change_teams: boolean;
            can_change_vouchers: boolean;
            can_checkin_orders: boolean;
            can_create_events: boolean;
            can_view_orders: boolean;
            can_view_vouchers: boolean;
            /** Format: int64 */
            readonly id: number;
            readonly invites: components["schemas"]["Invite"][];
            limit_events: string[];
            readonly members: components["schemas"]["Member"][];
            modules: {
                [key: string]: "none" | "staff" | "admin" | "superadmin";
            };
            name: string;
            readonly tokens: components["schemas"]["Token"][];
        };
        /** @description A team; `modules` names the level per module, `limit_events` the events when they are not all. */
        TeamRowRequest: {
            all_events?: boolean;
            can_change_event_settings?: boolean;
            can_change_items?: boolean;
            can_change_orders?: boolean;
            can_change_organizer_settings?: boolean;
            can_change_teams?: boolean;
            can_change_vouchers?: boolean;
            can_checkin_orders?: boolean;
            can_create_events?: boolean;
            can_view_orders?: boolean;
            can_view_vouchers?: boolean;
            limit_events?: string[];
            modules?: {
                [key: string]: "none" | "staff" | "admin" | "superadmin";
            };
            name: string;
        };
        /** @description What the person at the door sees of a ticket. */
        Ticket: {
            readonly attention: boolean;
            readonly badge_name: string;
            readonly can_ignore_unpaid: boolean;
            date: components["schemas"]["DateRef"] | null;
            item: {
                [key: string]: string;
            };
            readonly level: {
                [key: string]: string;
            } | null;
            readonly level_color: string | null;
            name: string;
            order: string;
            order_status: string;
            positionid: number;
            secret: string;
            readonly texts: string[];
            readonly variation: {
                [key: string]: string;
            } | null;
        };
        /**
         * @description * `cancelled` - cancelled
         *     * `deferred` - deferred
         *     * `refunded` - refunded
         *     * `active` - active
         * @enum {string}
         */
        ToEnum: "cancelled" | "deferred" | "refunded" | "active";
        Token: {
            readonly active: boolean;
            /** Format: date-time */
            readonly created_at: string;
            /** Format: int64 */
            readonly id: number;
            name: string;
            readonly prefix: string;
        };
        TokenRequest: {
            name: string;
        };
        /** @description A new key; the secret is shown this once. */
        TokenWithSecret: {
            /** Format: int64 */
            id: number;
            name: string;
            prefix: string;
            secret: string;
        };
        Totals: {
            active: number;
            cancelled: number;
            checked_in: number;
            expired: number;
            held: {
                amount: number;
                currency: string;
            };
            orders: number;
            outstanding: {
                amount: number;
                currency: string;
            };
            pending: number;
            registrations: number;
            revenue: {
                amount: number;
                currency: string;
            };
            unfulfilled: number;
        };
        /** @description Where an organizer wants a registration to stand; `active` brings it back to where its order is. */
        TransitionRequestRequest: {
            /** @default  */
            note?: string;
            to: components["schemas"]["ToEnum"];
        };
        /** @description What was done, or would be: numbers, each with a name; `text` says it of what was done. */
        TriggerDone: {
            dry_run: boolean;
            result: {
                [key: string]: number;
            };
            text: string;
        };
        /** @description `dry_run`: says what would be done, and does nothing. */
        TriggerOrderRequest: {
            /** @default false */
            dry_run?: boolean;
        };
        /** @description `last_run`: when it was last carried out at the event, and what came of it (`done`, or the code of a refusal). */
        TriggerRow: {
            confirm: components["schemas"]["ConfirmEnum"];
            cooldown_s: number;
            is_running: boolean;
            /** Format: date-time */
            last_run: string | null;
            module: string;
            name: string;
            outcome: string;
            text: string;
            title: string;
        };
        Undone: {
            /** Format: date-time */
            annulled_at: string;
            /** Format: int64 */
            checkin: number;
        };
        UndoRequest: {
            /** Format: int64 */
            checkin: number;
            reason?: string;
        };
        /**
         * @description * `fixed` - Fixed
         *     * `dynamic` - Dynamic
         * @enum {string}
         */
        ValidityModeEnum: "fixed" | "dynamic";
        VariationRef: {
            /** Format: int64 */
            id: number;
            value: {
                [key: string]: string;
            };
        };
        /** @description A kind of an item. With an `id` it is changed, without one it is new. */
        VariationRow: {
            active: boolean;
            /** Format: date-time */
            available_from: string | null;
            /** Format: date-time */
            available_until: string | null;
            checkin_attention: boolean;
            checkin_text: string | null;
            default_price: {
                amount: number;
                currency: string;
            } | null;
            description: {
                [key: string]: string;
            } | null;
            /** Format: int64 */
            id: number;
            original_price: {
                amount: number;
                currency: string;
            } | null;
            position: number;
            require_approval: boolean;
            value: {
                [key: string]: string;
            };
        };
        /** @description A kind of an item. With an `id` it is changed, without one it is new. */
        VariationRowRequest: {
            active?: boolean;
            /** Format: date-time */
            available_from?: string | null;
            /** Format: date-time */
            available_until?: string | null;
            checkin_attention?: boolean;
            checkin_text?: string | null;
            default_price?: {
                amount: number;
                currency: string;
            } | null;
            description?: {
                [key: string]: string;
            } | null;
            /** Format: int64 */
            id?: number;
            original_price?: {
                amount: number;
                currency: string;
            } | null;
            position?: number;
            require_approval?: boolean;
            value: {
                [key: string]: string;
            };
        };
        /** @description The door's answer to a scan. */
        Verdict: {
            /** Format: int64 */
            checkin: number | null;
            counters: components["schemas"]["Counters"];
            message: string;
            previous: components["schemas"]["Previous"] | null;
            questions: components["schemas"]["DoorQuestion"][];
            reason: string | null;
            replay: boolean;
            ticket: components["schemas"]["Ticket"] | null;
            verdict: components["schemas"]["VerdictEnum"];
        };
        /**
         * @description * `ok` - ok
         *     * `refused` - refused
         *     * `questions` - questions
         * @enum {string}
         */
        VerdictEnum: "ok" | "refused" | "questions";
        /** @description A voucher. */
        VoucherRow: {
            all_addons_included: boolean;
            all_bundles_included: boolean;
            allow_ignore_quota: boolean;
            block_quota: boolean;
            /** Format: decimal */
            budget: string | null;
            code: string;
            comment: string;
            /** Format: date-time */
            readonly created_at: string;
            /** Format: int64 */
            readonly id: number;
            /** Format: int64 */
            item: number | null;
            max_usages: number;
            min_usages: number;
            price_mode: components["schemas"]["PriceModeEnum"];
            /** Format: int64 */
            quota: number | null;
            readonly redeemed: number;
            show_hidden_items: boolean;
            /** Format: int64 */
            subevent: number | null;
            tag: string;
            /** Format: date-time */
            valid_until: string | null;
            /** Format: decimal */
            value: string | null;
            /** Format: int64 */
            variation: number | null;
        };
        /** @description A voucher. */
        VoucherRowRequest: {
            all_addons_included?: boolean;
            all_bundles_included?: boolean;
            allow_ignore_quota?: boolean;
            block_quota?: boolean;
            /** Format: decimal */
            budget?: string | null;
            code?: string;
            comment?: string;
            /** Format: int64 */
            item?: number | null;
            max_usages?: number;
            min_usages?: number;
            price_mode?: components["schemas"]["PriceModeEnum"];
            /** Format: int64 */
            quota?: number | null;
            show_hidden_items?: boolean;
            /** Format: int64 */
            subevent?: number | null;
            tag?: string;
            /** Format: date-time */
            valid_until?: string | null;
            /** Format: decimal */
            value?: string | null;
            /** Format: int64 */
            variation?: number | null;
        };
        /** @description Somebody who waits; `voucher` is the code that they were sent. */
        WaitingRow: {
            /** Format: date-time */
            readonly created_at: string;
            /** Format: email */
            email: string;
            /** Format: int64 */
            readonly id: number;
            /** Format: int64 */
            item: number;
            readonly item_name: {
                [key: string]: string;
            };
            locale: string;
            name: string;
            phone: string;
            priority: number;
            /** Format: int64 */
            subevent: number | null;
            /** Format: int64 */
            variation: number | null;
            readonly variation_name: {
                [key: string]: string;
            };
            readonly voucher: string;
        };
        /** @description Somebody who waits; `voucher` is the code that they were sent. */
        WaitingRowRequest: {
            /** Format: email */
            email: string;
            /** Format: int64 */
            item: number;
            locale?: string;
            name?: string;
            phone?: string;
            priority?: number;
            /** Format: int64 */
            subevent?: number | null;
            /** Format: int64 */
            variation?: number | null;
        };
        WebhookCallPage: {
            count: number;
            /** Format: uri */
            next: string | null;
            /** Format: uri */
            previous: string | null;
            results: components["schemas"]["WebhookCallRow"][];
        };
        /** @description One call: what was sent where, and what came back. */
        WebhookCallRow: {
            action_type: string;
            answer: string;
            /** Format: date-time */
            at: string;
            attempt: number;
            /** Format: int64 */
            id: number;
            milliseconds: number;
            /** Format: int64 */
            notification_id: number;
            payload: unknown;
            status_code: number | null;
            success: boolean;
            target_url: string;
        };
        /** @description A webhook, and how its last call ended. */
        WebhookRow: {
            action_types: string[];
            all_events: boolean;
            comment: string;
            enabled: boolean;
            /** Format: int64 */
            readonly id: number;
            /** Format: date-time */
            readonly last_at: string;
            readonly last_success: boolean | null;
            limit_events: string[];
            target_url: string;
        };
        /** @description A webhook, and how its last call ended. */
        WebhookRowRequest: {
            action_types: string[];
            all_events?: boolean;
            comment?: string;
            enabled?: boolean;
            limit_events?: string[];
            target_url: string;
        };
        WebhookSecret: {
            secret: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;

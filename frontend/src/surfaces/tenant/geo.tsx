/** Where something is on the map. */
import { t } from "~/core/i18n";
import { TextField } from "~/ui/form";

/** Held as it was typed. */
export interface GeoDraft {
  geo_lat: string;
  geo_lon: string;
}
interface Placed {
  geo_lat: number | null;
  geo_lon: number | null;
}

const words = (value: number | null | undefined): string => (value === null || value === undefined ? "" : String(value));

export const geoDraft = (row: Placed | null): GeoDraft => ({ geo_lat: words(row?.geo_lat), geo_lon: words(row?.geo_lon) });

/** What is no number goes as it is: the server says what is wrong with it. */
function degrees(text: string): number | string | null {
  const plain = text.trim().replace(",", ".");
  if (!plain) return null;
  return Number.isFinite(Number(plain)) ? Number(plain) : plain;
}

export const geoPayload = (draft: GeoDraft): Record<keyof GeoDraft, number | string | null> => ({
  geo_lat: degrees(draft.geo_lat),
  geo_lon: degrees(draft.geo_lon),
});

export const GeoFields = () => (
  <div class="eh-fields">
    <TextField name="geo_lat" label={t("Latitude")} hint={t("Degrees north, for example 59.9139.")} optional />
    <TextField name="geo_lon" label={t("Longitude")} hint={t("Degrees east, for example 10.7522.")} optional />
  </div>
);

/** Reads QR codes with the device's camera, in a worker. */
import QrScanner from "qr-scanner";
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "~/core/i18n";

/** The same code held before the camera is one scan, until it was away for this long. */
const SAME_CODE_MS = 4000;

export function Camera({ scanned, close }: { scanned: (secret: string) => void; close: () => void }) {
  const video = useRef<HTMLVideoElement>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const report = useRef(scanned);
  report.current = scanned;
  useEffect(() => {
    const element = video.current;
    if (!element) return;
    if (!navigator.mediaDevices) {
      setProblem(t("Browsers open the camera only on https addresses (or on this computer itself)."));
      return;
    }
    let last = { data: "", at: 0 };
    const scanner = new QrScanner(
      element,
      ({ data }) => {
        const now = Date.now();
        const repeated = data === last.data && now - last.at < SAME_CODE_MS;
        last = { data, at: now };
        if (data && !repeated) report.current(data);
      },
      { preferredCamera: "environment", highlightScanRegion: true, returnDetailedScanResult: true, maxScansPerSecond: 10 },
    );
    scanner.start().catch(() => setProblem(t("The camera did not start. Is it allowed for this page, and not in use elsewhere?")));
    return () => scanner.destroy();
  }, []);
  return (
    <div class="door-camera">
      {problem ? (
        <div class="eh-notice eh-notice--warning" role="alert">
          {problem}
        </div>
      ) : (
        <video ref={video} muted playsInline aria-label={t("Camera picture")} />
      )}
      <button class="eh-button eh-button--secondary door-button" type="button" onClick={close}>
        {t("Close camera")}
      </button>
    </div>
  );
}

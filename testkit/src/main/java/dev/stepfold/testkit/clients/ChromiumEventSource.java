package dev.stepfold.testkit.clients;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.TimeoutError;
import dev.stepfold.schemas.codec.ContractMapper;
import java.net.URI;

/** The browser's own {@code EventSource}, in an empty page of the same origin. */
final class ChromiumEventSource extends ReportingClient {
    private static final String SCRIPT = """
            ([url, types]) => {
                window.reports = [];
                const source = new EventSource(url);
                types.forEach(type => source.addEventListener(type, event => event.lastEventId && reports.push(
                    { sequence: Number(event.lastEventId), event: type, data: event.data })));
                source.addEventListener('error', () =>
                    reports.push({ after: source.readyState === EventSource.CLOSED ? 'stops' : 'comes back' }));
            }""";

    private final BrowserContext context;
    private final Page page;
    private int seen;

    ChromiumEventSource(Chromium chromium, URI uri) {
        context = chromium.browser().newContext();
        page = context.newPage();
        String empty = uri.resolve("/empty").toString();
        page.route(
                empty,
                route -> route.fulfill(new Route.FulfillOptions()
                        .setContentType("text/html")
                        .setBody("<!doctype html><link rel=icon href=data:,>")));
        page.navigate(empty);
        page.evaluate(SCRIPT, new Object[] {uri.toString(), EventSourceClients.TYPES});
    }

    @Override
    JsonNode next() {
        try {
            page.waitForFunction(
                    "count => reports.length > count",
                    seen,
                    new Page.WaitForFunctionOptions().setTimeout(SECONDS_MAX * 1_000.0));
            Object report = page.evaluate("index => JSON.stringify(reports[index])", seen++);
            return ContractMapper.mapper().readTree(report.toString());
        } catch (TimeoutError e) {
            throw new AssertionError("Chromium is silent", e);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        context.close();
    }
}

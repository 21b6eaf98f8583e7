package dev.stepfold.gateway.http;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The part of the contract that all command calls share. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.SOURCE)
@ChangeCall
@Parameter(name = "Idempotency-Key", in = ParameterIn.HEADER, ref = "#/components/parameters/IdempotencyKey")
@Parameter(name = "Prefer", in = ParameterIn.HEADER, ref = "#/components/parameters/PreferWait")
@Parameter(name = "traceparent", in = ParameterIn.HEADER, ref = "#/components/parameters/Traceparent")
@ApiResponse(
        responseCode = "200",
        description = "The command was applied; only if the caller preferred to wait.",
        headers = {
            @Header(
                    name = "Location",
                    description = "The document.",
                    schema = @Schema(ref = "#/components/schemas/Text")),
            @Header(
                    name = "Preference-Applied",
                    description = "`wait=` and the seconds that were allowed.",
                    schema = @Schema(ref = "#/components/schemas/Text"))
        },
        content =
                @Content(mediaType = "application/json", schema = @Schema(ref = "#/components/schemas/CommandAnswer")))
@ApiResponse(
        responseCode = "202",
        description = "The command is durable.",
        headers =
                @Header(
                        name = "Location",
                        description = "The document.",
                        schema = @Schema(ref = "#/components/schemas/Text")),
        content =
                @Content(mediaType = "application/json", schema = @Schema(ref = "#/components/schemas/CommandAnswer")))
@interface CommandCall {}

package dev.stepfold.gateway.http;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The part of the contract that the calls of chat clients share: they may issue a command, and are answered with a stream. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.SOURCE)
@ChangeCall
@Parameter(name = "traceparent", in = ParameterIn.HEADER, ref = "#/components/parameters/Traceparent")
@ApiResponse(
        responseCode = "200",
        description = "The stream, to the end of the run.",
        content = @Content(mediaType = "text/event-stream", schema = @Schema(ref = "#/components/schemas/EventStream")))
@interface ChatCall {}

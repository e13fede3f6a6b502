/** The messages between program and engine, as far as the plan takes the engine's part. */

import type * as callback from "@pulumi/pulumi/proto/callback_pb";
import type * as provider from "@pulumi/pulumi/proto/provider_pb";
import type * as resource from "@pulumi/pulumi/proto/resource_pb";

export type Callback = callback.Callback;
export type CallResponse = provider.CallResponse;
export type CallRequest = resource.ResourceCallRequest;
export type InvokeRequest = resource.ResourceInvokeRequest;
export type ReadRequest = resource.ReadResourceRequest;
export type RegisterRequest = resource.RegisterResourceRequest;
export type TransformOptions = resource.TransformResourceOptions;

/** Constructors of the messages about resources. */
export type ResourceMessages = typeof resource;

/** How an answer is given; the error's `details` are what the SDK shows. */
export type Reply<T = unknown> = (error: (Error & { details?: string }) | null, response?: T) => void;

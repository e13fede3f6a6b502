"""What people do with the official clients of OpenAI and Anthropic, against a router: `clients.py <address>`.

Prints a JSON object with what each case gave, or what it raised.
"""

import json
import sys
from collections.abc import Callable
from typing import Any

import anthropic
import openai

ADDRESS = sys.argv[1]
MODEL = "tiny"
MESSAGES = [{"role": "user", "content": "What is the weather in Oslo?"}]
CITY = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
OPENAI_TOOL = {"type": "function", "function": {"name": "weather", "parameters": CITY}}
ANTHROPIC_TOOL = {"name": "weather", "description": "The weather of a city.", "input_schema": CITY}

client = openai.OpenAI(base_url=f"{ADDRESS}/v1", api_key="anything", max_retries=0)
claude = anthropic.Anthropic(base_url=ADDRESS, api_key="anything", max_retries=0)

Case = Callable[[], Any]


def models() -> Any:
    return [[model.id for model in client.models.list()], client.models.retrieve(MODEL).id]


def chat() -> Any:
    answer = client.chat.completions.create(model=MODEL, messages=MESSAGES)
    return [answer.choices[0].message.content, answer.usage.total_tokens]


def chat_stream() -> Any:
    options = {"include_usage": True}
    stream = client.chat.completions.create(model=MODEL, messages=MESSAGES, stream=True, stream_options=options)
    parts = list(stream)
    text = "".join(part.choices[0].delta.content or "" for part in parts if part.choices)
    return [text, parts[-1].usage.total_tokens]


def chat_tool() -> Any:
    answer = client.chat.completions.create(model=MODEL, messages=MESSAGES, tools=[OPENAI_TOOL])
    call = answer.choices[0].message.tool_calls[0].function
    return [answer.choices[0].finish_reason, call.name, json.loads(call.arguments)]


def chat_tool_stream() -> Any:
    with client.chat.completions.stream(model=MODEL, messages=MESSAGES, tools=[OPENAI_TOOL]) as stream:
        answer = stream.get_final_completion()
    call = answer.choices[0].message.tool_calls[0].function
    return [answer.choices[0].finish_reason, call.name, json.loads(call.arguments)]


def responses() -> Any:
    answer = client.responses.create(model=MODEL, input="What is the weather in Oslo?")
    return [answer.status, answer.output_text]


def responses_stream() -> Any:
    with client.responses.stream(model=MODEL, input="What is the weather in Oslo?") as stream:
        text = "".join(event.delta for event in stream if event.type == "response.output_text.delta")
        return [text, stream.get_final_response().output_text]


def embeddings() -> Any:
    return client.embeddings.create(model=MODEL, input=["a", "b"]).data[1].embedding


def unknown_model() -> Any:
    return client.chat.completions.create(model="tony", messages=MESSAGES)


def negative_tokens() -> Any:
    return client.chat.completions.create(model=MODEL, messages=MESSAGES, max_tokens=-1)


def message() -> Any:
    answer = claude.messages.create(model=MODEL, max_tokens=100, messages=MESSAGES)
    return [answer.content[0].text, answer.stop_reason, answer.usage.output_tokens]


def message_stream() -> Any:
    with claude.messages.stream(model=MODEL, max_tokens=100, messages=MESSAGES) as stream:
        text = "".join(stream.text_stream)
        return [text, stream.get_final_message().stop_reason]


def message_tool() -> Any:
    answer = claude.messages.create(model=MODEL, max_tokens=100, messages=MESSAGES, tools=[ANTHROPIC_TOOL])
    block = answer.content[-1]
    return [answer.stop_reason, block.name, block.input]


def message_tool_stream() -> Any:
    with claude.messages.stream(model=MODEL, max_tokens=100, messages=MESSAGES, tools=[ANTHROPIC_TOOL]) as stream:
        answer = stream.get_final_message()
    block = answer.content[-1]
    return [answer.stop_reason, block.name, block.input]


def message_unknown_model() -> Any:
    return claude.messages.create(model="tony", max_tokens=100, messages=MESSAGES)


CASES: tuple[Case, ...] = (
    *(models, chat, chat_stream, chat_tool, chat_tool_stream, responses, responses_stream, embeddings),
    *(unknown_model, negative_tokens),
    *(message, message_stream, message_tool, message_tool_stream, message_unknown_model),
)


def outcome(case: Case) -> Any:
    """What it gave, or the error that the client made of the answer."""
    try:
        return case()
    except (openai.APIError, anthropic.APIError) as error:
        return {"raised": type(error).__name__, "message": error.message}


print(json.dumps({case.__name__: outcome(case) for case in CASES}))

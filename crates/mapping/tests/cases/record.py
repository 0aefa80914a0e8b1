"""Records requests of boto3 (botocore of the spec venv) for a selection of services, one per operation with its required members."""
import json, base64, sys, datetime
import botocore.session, botocore
from botocore.awsrequest import AWSResponse
from botocore.config import Config
ACCOUNT="111111111111"; REGION="eu-north-1"
class Stop(Exception): pass
def value(shape, name, depth=0):
    t=shape.type_name
    low=name.lower()
    if t=='structure':
        out={}
        if getattr(shape,'is_tagged_union',False) and shape.members:
            k=next(iter(shape.members)); return {k:value(shape.members[k],k,depth+1)}
        for k in shape.required_members:
            if depth<6: out[k]=value(shape.members[k],k,depth+1)
        return out
    if t=='list':
        n=shape.metadata.get('min',1) or 1
        return [value(shape.member,name,depth+1) for _ in range(min(n,3))]
    if t=='map':
        return {('k' if shape.key.type_name=='string' and not getattr(shape.key,'enum',None) else shape.key.enum[0]): value(shape.value,name,depth+1)}
    if t=='string':
        if shape.enum: return shape.enum[0]
        if low.endswith('rolearn') or low=='role': return f'arn:aws:iam::{ACCOUNT}:role/r'
        if low in ('accountid','awsaccountid','catalogid'): return ACCOUNT
        n=max(shape.metadata.get('min',1),1)
        return ('x1-'*((n//3)+1))[:max(n,2)] if 'pattern' not in shape.metadata else ('x'*max(n,2))
    if t in('integer','long'): return max(shape.metadata.get('min',1),1)
    if t in('float','double'): return 1.0
    if t=='boolean': return True
    if t=='timestamp': return datetime.datetime(2026,1,1)
    if t=='blob': return b'x'
    return None
def main(names):
    session=botocore.session.Session()
    for name in names:
        client=session.create_client(name, region_name=REGION, endpoint_url='http://gw.localhost:4566', aws_access_key_id='AKIAIOSFODNN7EXAMPLE', aws_secret_access_key='secret', config=Config(parameter_validation=False,retries={'total_max_attempts':1},disable_request_compression=True,inject_host_prefix=False))
        model=client.meta.service_model
        box={}
        def grab(request, **k):
            box['r']=request
            return AWSResponse(request.url,200,{},None)
        client.meta.events.register('before-send', grab)
        for op in model.operation_names:
            om=model.operation_model(op)
            if om.has_event_stream_input: continue
            params=value(om.input_shape,'',0) if om.input_shape else {}
            method=[m for m,o in client.meta.method_to_api_mapping.items() if o==op][0]
            box.clear()
            try: getattr(client,method)(**params)
            except Exception as e: err=e
            r=box.get('r')
            if r is None:
                print(name,op,'not sent',type(err).__name__,str(err)[:100],file=sys.stderr); continue
            headers={k.lower():(v.decode() if isinstance(v,bytes) else str(v)) for k,v in r.headers.items()}
            if 'authorization' not in headers:
                continue
            scope=headers['authorization'].split('Credential=')[1].split('/')[3]
            keep={k:v for k,v in headers.items() if k not in('authorization','user-agent','amz-sdk-invocation-id','amz-sdk-request','x-amz-date','content-length','expect','accept')}
            body=r.body or b''
            if hasattr(body,'read'): body=body.read()
            if isinstance(body,str): body=body.encode()
            url=r.url.split('gw.localhost:4566',1)[1] or '/'
            print(json.dumps({'service':name,'operation':op,'method':r.method,'host':'gw.localhost:4566','target':url,'headers':keep,'body':base64.b64encode(bytes(body)).decode()}))
main(sys.argv[1:])

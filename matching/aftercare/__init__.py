"""How people are after a visit: asked by consent at 2, 6 and 10 weeks, counted in public, watched for clusters.
The page of a request, the desk, a person's own page and the site call its services and read its selectors.
It knows no clinic's side: nobody there reads an answer, and nothing here changes a list or an order.
"""
